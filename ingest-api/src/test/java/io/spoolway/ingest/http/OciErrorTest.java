package io.spoolway.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OciErrorTest {
    @ParameterizedTest
    @EnumSource
    void hasACodeOfTheSpecification(OciError error) {
        assertThat(error.code())
                .isIn(
                        "BLOB_UNKNOWN",
                        "BLOB_UPLOAD_INVALID",
                        "BLOB_UPLOAD_UNKNOWN",
                        "DIGEST_INVALID",
                        "MANIFEST_BLOB_UNKNOWN",
                        "MANIFEST_INVALID",
                        "MANIFEST_UNKNOWN",
                        "NAME_INVALID",
                        "NAME_UNKNOWN",
                        "SIZE_INVALID",
                        "UNAUTHORIZED",
                        "DENIED",
                        "UNSUPPORTED",
                        "TOOMANYREQUESTS");
    }

    @ParameterizedTest
    @CsvSource({
        "BLOB_UNKNOWN,          404",
        "BLOB_UPLOAD_UNKNOWN,   404",
        "NAME_UNKNOWN,          404",
        "MANIFEST_UNKNOWN,      404",
        "MANIFEST_INVALID,      400",
        "MANIFEST_BLOB_UNKNOWN, 400",
        // the specification asks for it ("Pushing Manifests")
        "MANIFEST_TOO_LARGE,    413",
        "BLOB_UPLOAD_INVALID,   400",
        "DIGEST_INVALID,        400",
        "NAME_INVALID,          400",
        "SIZE_INVALID,          400",
        "UNSUPPORTED,           400",
        // the chunk does not begin where the upload ends
        "CHUNK_OUT_OF_ORDER,    416",
        "RANGE_NOT_SATISFIABLE, 416",
        // come back later
        "TOO_MANY_REQUESTS,     429",
        "UNAVAILABLE,           503",
        // it is not the client's fault
        "BLOB_UPLOAD_FAILED,    500",
        "INTERNAL,              500",
    })
    void isSentWithTheStatusThatClientsActOn(OciError error, int status) {
        assertThat(error.status()).isEqualTo(status);
    }

    @Test
    void endsARequestWithAMessageAndWhatTheClientNeedsToGoOn() {
        ApiException end = OciError.CHUNK_OUT_OF_ORDER.because("begin at 5", Map.of("Range", "0-4"));

        assertThat(end).hasMessage("begin at 5");
        assertThat(end.error()).isEqualTo(OciError.CHUNK_OUT_OF_ORDER);
        assertThat(end.headers()).isEqualTo(Map.of("Range", "0-4"));
        assertThat(OciError.INTERNAL.because("").headers()).isEmpty();
    }
}
