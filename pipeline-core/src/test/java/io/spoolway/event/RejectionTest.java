package io.spoolway.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionTest {
    private static final String NOTE = """
            {"uploadId":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","repository":"library/alpine",\
            "digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":13,\
            "reason":"DIGEST_MISMATCH","detail":"they hash to another","time":"2026-05-04T03:02:01Z"}""";

    private static final Rejection REJECTION = Rejection.of(
            new UploadRejected(
                    UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                    new RepositoryName("library/alpine"),
                    Digest.parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                    13,
                    RejectReason.DIGEST_MISMATCH,
                    "they hash to another"),
            Instant.parse("2026-05-04T03:02:01Z"));

    @Test
    void isANoteThatPeopleCanRead() {
        assertThat(new String(REJECTION.toJson(), UTF_8)).isEqualTo(NOTE);
        assertThat(Rejection.parse(NOTE.getBytes(UTF_8))).isEqualTo(REJECTION);
    }

    @Test
    void skipsFieldsThatItDoesNotKnow() {
        String newer = NOTE.replaceFirst("\\{", "{\"node\":\"verifier@host-1\",");

        assertThat(Rejection.parse(newer.getBytes(UTF_8))).isEqualTo(REJECTION);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "{}", "{\"reason\":\"BAD_WEATHER\"}", "null", "[]", "it was Tuesday"})
    void refusesWhatIsNoNote(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rejection.parse(text.getBytes(UTF_8)))
                .withMessageStartingWith("not the note of a rejection");
    }
}
