package io.spoolway.service;

import io.spoolway.fault.Recurring;
import io.spoolway.store.StoreConfig;
import io.spoolway.store.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store serves this process. From a request that it denies on the process is not ready, so that its clients go to another one,
 * which the store may serve; since then perhaps nobody sends it a request that could succeed, it asks the store itself until it may.
 */
final class StoreAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreAccess.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private final StoreConfig store;
    private final Monitoring monitoring;
    private final AtomicBoolean denied = new AtomicBoolean();
    private @Nullable Recurring asking;

    StoreAccess(StoreConfig store, Monitoring monitoring) {
        this.store = store;
        this.monitoring = monitoring;
    }

    /** The store denied a request. Of many in a row the first is told. */
    void denied(StoreException.Denied denial) {
        if (denied.compareAndSet(false, true)) {
            monitoring.waitsFor(String.valueOf(denial.getMessage()));
            LOG.error(
                    "the object store denies this process what it asks for; it waits, and nothing is lost. Look whether access key {} "
                            + "(SPOOLWAY_S3_ACCESS_KEY) and its secret are still good, the clock of this machine is right, bucket {} is there, and "
                            + "its policy lets the key read, write, delete and list. {}",
                    store.accessKey(),
                    store.bucket(),
                    denial.getMessage());
        }
    }

    /**
     * Begins to count for the readiness of the service.
     *
     * @param probe sends requests of each kind, and throws what the store makes of them
     */
    synchronized void watch(Runnable probe) {
        granted();
        monitoring.require("served by the object store", () -> !denied.get());
        asking = Recurring.start("store-access", ASK_EVERY, () -> ASK_EVERY, () -> ask(probe));
    }

    private void ask(Runnable probe) {
        if (denied.get()) {
            try {
                probe.run();
                granted();
            } catch (StoreException e) {
                LOG.debug("still not served: {}", e.getMessage());
            }
        }
    }

    private void granted() {
        if (denied.compareAndSet(true, false)) {
            monitoring.waitsForNothing();
            LOG.info("object store {} serves this process again", store);
        }
    }

    @Override
    public synchronized void close() {
        if (asking != null) {
            asking.close();
        }
    }
}
