package io.spoolway.auditor.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private final Instant now = Instant.parse("2026-05-04T03:02:01Z");
    private final Horizon horizon = new Horizon(now);

    @Test
    void nothingIsKnownBeforeSomethingWasReadOrThereWasNothingToReadForAWhile() {
        assertThat(horizon.at(now.plusSeconds(1))).isBefore(now.minusSeconds(1_000_000));
        assertThat(horizon.at(now.plusSeconds(10))).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void isAsFarBehindAsWhatWasReadLast() {
        horizon.read(now, now.minusSeconds(4));

        assertThat(horizon.at(now)).isEqualTo(now.minusSeconds(4));
        assertThat(horizon.at(now.plusSeconds(2))).isEqualTo(now.minusSeconds(2));
    }

    @Test
    void isNowWhenThereHasBeenNothingToReadForAWhile() {
        horizon.read(now, now.minusSeconds(86_400));

        assertThat(horizon.at(now.plusSeconds(10))).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void isNeverAheadOfTheClock() {
        horizon.read(now, now.plusSeconds(60));

        assertThat(horizon.at(now)).isEqualTo(now);
    }
}
