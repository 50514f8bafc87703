package io.spoolway.fault;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before trying again: doubling from {@code first} up to {@code max}, each pause drawn from its upper half
 * so that many who failed together do not come back together.
 */
public record Backoff(Duration first, Duration max) {
    /** @param failures how many tries have failed, from 1 */
    public Duration pause(int failures) {
        long full = Math.min(max.toMillis(), first.toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
