package io.spoolway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    @ParameterizedTest(name = "after {0} failures: {1} to {2} ms")
    @CsvSource({
        "         1,  50,  100",
        "         2, 100,  200",
        "         3, 200,  400",
        "         4, 400,  800",
        "         5, 500, 1000",
        "         6, 500, 1000",
        "        21, 500, 1000",
        "        65, 500, 1000", // where a shift by as many would begin anew
        "2147483647, 500, 1000",
    })
    void doublesUpToItsMaximumAndDrawsFromTheUpperHalf(int failures, long least, long most) {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> BACKOFF.pause(failures)))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(least), Duration.ofMillis(most)));
    }

    @Test
    void doesNotBringBackTogetherThoseWhoFailedTogether() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> BACKOFF.pause(5)).distinct())
                .hasSizeGreaterThan(100);
    }

    @Test
    void mayBeNone() {
        assertThat(new Backoff(Duration.ZERO, Duration.ZERO).pause(1)).isZero();
    }
}
