package io.spoolway.linker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the janitor sweep now and then, on a thread of its own. */
final class JanitorSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JanitorSchedule.class);

    private final Janitor janitor;
    private final Duration interval;
    private final Duration uploadExpiry;
    private final Thread thread = Thread.ofVirtual().name("janitor").unstarted(this::run);

    private JanitorSchedule(Janitor janitor, Duration interval, Duration uploadExpiry) {
        this.janitor = janitor;
        this.interval = interval;
        this.uploadExpiry = uploadExpiry;
    }

    /**
     * Begins with a pause; the receiver closes it.
     *
     * @param interval the pause between two sweeps, more or less; not zero
     */
    static JanitorSchedule start(Janitor janitor, Duration interval, Duration uploadExpiry) {
        JanitorSchedule schedule = new JanitorSchedule(janitor, interval, uploadExpiry);
        schedule.thread.start();
        return schedule;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(jittered());
                sweep();
            }
        } catch (InterruptedException e) {
            LOG.debug("the janitor stops", e);
        }
    }

    /** From half the interval to one and a half: linkers that were started together do not walk together. */
    private Duration jittered() {
        long millis = interval.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    }

    private void sweep() throws InterruptedException {
        try {
            Janitor.Summary summary = janitor.sweep(uploadExpiry, false);
            if (!summary.isQuiet()) {
                LOG.info("swept: {}", summary);
            }
        } catch (RuntimeException e) {
            LOG.error("the sweep failed; the next one tries again", e);
        }
    }

    /** Stops, in the middle of a sweep if need be. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
