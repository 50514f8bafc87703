package io.spoolway.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service does once, after it listens and before it is ready, on a thread of its own. When that cannot be done the service
 * has failed for good: what passes by itself, such as a broker that is away, is waited for within ({@link Retry}).
 */
public final class Startup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final String service;
    private final Monitoring monitoring;
    private final Action action;
    private final Thread thread;

    /** What is done. */
    public interface Action {
        void run() throws InterruptedException;
    }

    /**
     * Does nothing yet.
     *
     * @param service its name, for the log
     * @param monitoring is told when it failed
     */
    public Startup(String service, Monitoring monitoring, Action action) {
        this.service = service;
        this.monitoring = monitoring;
        this.action = action;
        this.thread = Thread.ofPlatform().name(service + "-start").unstarted(this::run);
    }

    /** Begins; returns at once. */
    public void begin() {
        thread.start();
    }

    private void run() {
        try {
            action.run();
        } catch (InterruptedException e) {
            LOG.info("{} stops before it was ready", service);
        } catch (CannotStartException e) {
            // whoever runs the service tells it, and it says all
            monitoring.failed(e);
        } catch (RuntimeException e) {
            LOG.error("{} cannot start: {}", service, e.getMessage(), e);
            monitoring.failed(e);
        } catch (Error e) {
            // such as a class that is not there: without this the thread would end, and the service be starting for
            // ever
            LOG.error("{} cannot start: {}", service, e.toString(), e);
            monitoring.failed(new IllegalStateException(e.toString(), e));
        }
    }

    /** Breaks off what is not done yet, and waits until it has ended. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
