package io.spoolway.service;

/** A service that was started; it runs until it is closed. */
public interface RunningService extends AutoCloseable {
    /** Its meters, its readiness, and whether it has failed for good. */
    Monitoring monitoring();
}
