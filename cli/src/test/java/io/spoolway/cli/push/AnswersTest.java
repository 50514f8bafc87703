package io.spoolway.cli.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static PushException failure(int status, String body, Map<String, String> headers) {
        return Answers.failure("sending bytes", new FixedAnswer(status, body, headers), NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void troublesOfTheMomentAreTriedAgain(int status) {
        assertThat(failure(status, "", Map.of())).isInstanceOfSatisfying(PushException.TryAgain.class, failure -> {
            assertThat(failure.isOutOfStep()).isFalse();
            assertThat(failure.retryAfter()).isEmpty();
        });
    }

    @Test
    void anUploadThatStandsElsewhereIsAskedForItsPosition() {
        assertThat(failure(416, "", Map.of()))
                .isInstanceOfSatisfying(
                        PushException.TryAgain.class,
                        failure -> assertThat(failure.isOutOfStep()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 409, 411, 413, 501, 505})
    void aRefusalIsFinal(int status) {
        assertThat(failure(status, "", Map.of())).isInstanceOf(PushException.Refused.class);
    }

    @Test
    void theRegistrySaysHowLongToWait() {
        assertThat(failure(503, "", Map.of("Retry-After", "7")))
                .isInstanceOfSatisfying(
                        PushException.TryAgain.class,
                        failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(Answers.retryAfter(Optional.of("Sun, 01 Mar 2026 12:01:30 GMT"), NOW))
                .contains(Duration.ofSeconds(90));
        assertThat(Answers.retryAfter(Optional.of("Sun, 01 Mar 2026 11:00:00 GMT"), NOW))
                .contains(Duration.ZERO);
        assertThat(Answers.retryAfter(Optional.of("soon"), NOW)).isEmpty();
    }

    @Test
    void errorsOfTheSpecificationAreReadOut() {
        String body = """
                {"errors":[{"code":"DIGEST_INVALID","message":"the bytes have another digest","detail":"sha256:12"}]}""";
        assertThat(failure(400, body, Map.of()))
                .hasMessage("sending bytes: the registry answered 400 (DIGEST_INVALID: the bytes have another digest"
                        + " (sha256:12))");
    }

    @Test
    void otherBodiesAreShownAsTheyAreUpToALength() {
        assertThat(failure(400, "{not json", Map.of())).hasMessageEndingWith("(" + "{not json)");
        assertThat(failure(400, "<html>" + "x".repeat(1000), Map.of()).getMessage())
                .hasSizeLessThan(400)
                .endsWith("...)");
    }
}
