package io.spoolway.linker;

import io.spoolway.fault.Recurring;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the janitor sweep now and then. */
final class JanitorSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(JanitorSchedule.class);

    private JanitorSchedule() {}

    /**
     * Begins with a pause; the receiver closes it, in the middle of a sweep if need be.
     *
     * @param interval the pause between two sweeps, more or less; not zero
     */
    static Recurring start(Janitor janitor, Duration interval, Duration uploadExpiry) {
        return Recurring.start("janitor", jittered(interval), () -> jittered(interval), () -> {
            Janitor.Summary summary = janitor.sweep(uploadExpiry, false);
            if (!summary.isQuiet()) {
                LOG.info("swept: {}", summary);
            }
        });
    }

    /** From half the interval to one and a half: linkers that were started together do not walk together. */
    private static Duration jittered(Duration interval) {
        long millis = interval.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    }
}
