package io.spoolway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what comes to pass soon on an idle machine, and on a busy one some time later. */
public final class Eventually {
    private Eventually() {}

    /** At most two minutes: only a failure takes so long. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50));
    }
}
