package io.spoolway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what comes to pass soon on an idle machine, and on a busy one some time later. */
public final class Eventually {
    /** Only a failure takes so long. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private Eventually() {}

    /** At most {@link #LIMIT}. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50));
    }
}
