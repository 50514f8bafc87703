package io.spoolway.auditor.fold;

import java.time.Duration;

/**
 * Whether what is read is what happens now: only then the clock tells that something is missing. Behind a backlog it may stand
 * in the next record.
 */
final class CaughtUp {
    private static final long FRESH_MILLIS = Duration.ofSeconds(10).toMillis();

    private long lastRead;
    private long lastReadHappened;

    /** @param now by the clock of the auditor, in milliseconds since the epoch, like all times here */
    CaughtUp(long now) {
        this.lastRead = now;
    }

    /** Something was read that happened at {@code time}. */
    void read(long now, long time) {
        lastRead = now;
        lastReadHappened = time;
    }

    /** What was read last was fresh, or there has been nothing to read for a while. */
    boolean at(long now) {
        return lastRead - lastReadHappened < FRESH_MILLIS || now - lastRead >= FRESH_MILLIS;
    }
}
