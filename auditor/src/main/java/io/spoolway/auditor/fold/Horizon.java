package io.spoolway.auditor.fold;

import java.time.Duration;
import java.time.Instant;

/**
 * Until when everything is known that happened. Behind a backlog that is long ago: what is missing then may stand in the next
 * record.
 */
final class Horizon {
    /** When nothing has come for so long, there is nothing to read. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private Instant lastRead;
    private Instant lastReadHappened = Instant.EPOCH;

    /** @param now by the clock of the auditor, as below */
    Horizon(Instant now) {
        this.lastRead = now;
    }

    /** Something is read now that happened at {@code time}. */
    void read(Instant now, Instant time) {
        lastRead = now;
        lastReadHappened = time;
    }

    /** As long ago as what was read last when it was read; now, when there has been nothing to read for a while. */
    Instant at(Instant now) {
        boolean isBehind = lastReadHappened.isBefore(lastRead)
                && Duration.between(lastRead, now).compareTo(IDLE) < 0;
        return isBehind ? now.minus(Duration.between(lastReadHappened, lastRead)) : now;
    }
}
