package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RejectionTest {
    private static final Rejection REJECTION = Rejection.of(
            new UploadRejected(
                    UploadId.parse("01890a5d-ac96-774b-bcce-b302099a8057"),
                    new RepositoryName("library/example"),
                    Digest.parse("sha256:" + "a".repeat(64)),
                    12,
                    RejectReason.DIGEST_MISMATCH,
                    "the 12 bytes hash to \"something else\""),
            Instant.parse("2026-01-02T03:04:05.678Z"));

    @Test
    void isReadBackAsItWasWritten() {
        assertThat(Rejection.parse(REJECTION.toJson())).isEqualTo(REJECTION);
    }

    @Test
    void isPlainJsonForPeople() {
        assertThat(new String(REJECTION.toJson(), StandardCharsets.UTF_8))
                .contains(
                        "\"reason\":\"DIGEST_MISMATCH\"",
                        "\"repository\":\"library/example\"",
                        "\"time\":\"2026-01-02T03:04:05.678Z\"");
    }

    @Test
    void mayHaveFieldsOfALaterVersion() {
        String json = new String(REJECTION.toJson(), StandardCharsets.UTF_8);
        byte[] later = json.replaceFirst("\\{", "{\"colour\":\"red\",").getBytes(StandardCharsets.UTF_8);

        assertThat(Rejection.parse(later)).isEqualTo(REJECTION);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rejection.parse("{}".getBytes(StandardCharsets.UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> Rejection.parse(new byte[] {1, 2, 3}));
    }
}
