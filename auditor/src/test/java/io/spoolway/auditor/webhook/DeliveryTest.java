package io.spoolway.auditor.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource(
            delimiter = ';',
            value = {
                "5; 5",
                "0; 0",
                "Tue, 24 Nov 2026 12:00:07 GMT; 7",
                "Tue, 24 Nov 2026 11:00:00 GMT; 0",
                "soon; 0",
                "-5; 0",
                "''; 0",
                "99999999999; 0",
            })
    void readsWhenAnEndpointAsksToBeAskedAgain(String retryAfter, long seconds) {
        assertThat(HttpSender.retryAfter(retryAfter, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void waitsAsLongAsTheEndpointAsksForButAMinuteAtMost() {
        assertThat(Delivery.pause(1, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(Delivery.pause(1, Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void waitsLongerAndLongerByItselfUpToAMinute() {
        assertThat(Delivery.pause(1, Duration.ZERO)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(Delivery.pause(4, Duration.ofMillis(1))).isBetween(Duration.ofMillis(800), Duration.ofMillis(1_600));
        assertThat(Delivery.pause(1_000_000, Duration.ZERO)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    }
}
