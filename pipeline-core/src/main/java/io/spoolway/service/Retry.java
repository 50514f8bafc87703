package io.spoolway.service;

import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.fault.Backoff;
import io.spoolway.store.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a service starts while store or broker are away: it tries again, with backoff, and says why each time. */
public final class Retry {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

    private Retry() {}

    /** A part of the start. */
    public interface Attempt<T> {
        T run() throws InterruptedException;
    }

    /**
     * Returns what the first attempt returns that neither store nor broker fail.
     *
     * @param monitoring tells meanwhile what the service waits for
     */
    public static <T> T untilDone(Monitoring monitoring, Attempt<T> attempt) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                T result = attempt.run();
                monitoring.waitsForNothing();
                return result;
            } catch (BrokerUnavailableException | StoreException e) {
                LOG.warn("not ready, trying again: {}", e.getMessage());
                monitoring.waitsFor(String.valueOf(e.getMessage()));
                Thread.sleep(BACKOFF.pause(failures));
            }
        }
    }
}
