package io.spoolway.auditor.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void isWhatTheLibrariesOfTheSpecificationExpect() {
        assertThat(Signature.of(SECRET)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1_614_265_330),
                                "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_not base64, whatever its length is",
            })
    void wantsASecretOfTheSpecificationAndDoesNotTellTheOneItGot(String secret) {
        assertThatThrownBy(() -> Signature.of(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("whsec_ and the base64 of 24 to 64 bytes");
    }

    @Test
    void takesSecretsOf24To64Bytes() {
        assertThat(Signature.of(ofLength(24))).hasToString("signature");
        assertThat(Signature.of(ofLength(64))).hasToString("signature");
        assertThatThrownBy(() -> Signature.of(ofLength(65))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String ofLength(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }
}
