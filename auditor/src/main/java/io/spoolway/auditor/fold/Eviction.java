package io.spoolway.auditor.fold;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the state bounded: what ended long ago leaves it, and what began long ago and was not heard of since. */
final class Eviction {
    /** How many are looked at in one go: the next one goes on behind them. */
    private static final int LOOKED_AT = 5_000;

    /**
     * An upload without a byte has no spool, so nobody will say that it has expired. Twice as long as uploads without progress are
     * kept by default.
     */
    private static final Duration UNHEARD = Duration.ofDays(14);

    private final Duration retention;
    private final KeyValueStore<String, Upload> uploads;
    private String from = "";

    /** @param retention how long an upload is kept after its end */
    Eviction(Duration retention, KeyValueStore<String, Upload> uploads) {
        this.retention = retention;
        this.uploads = uploads;
    }

    /** The next ones that may leave. */
    List<String> next(Instant now) {
        Instant kept = now.minus(retention);
        List<String> leaving = new ArrayList<>();
        String last = "";
        // whoever was started later has not ended before
        try (var old = uploads.range(from, StateStores.firstUploadKey(kept))) {
            for (int looked = 0; looked < LOOKED_AT && old.hasNext(); looked++) {
                var entry = old.next();
                last = entry.key;
                if (mayLeave(entry.value, kept, now)) {
                    leaving.add(entry.key);
                }
            }
            from = old.hasNext() ? last : "";
        }
        return leaving;
    }

    private static boolean mayLeave(Upload upload, Instant kept, Instant now) {
        return switch (upload.state()) {
            // somebody is to look after it, however long ago it was
            case VERIFYING, LINKING -> false;
            case SPOOLING -> upload.heardOf().isBefore(now.minus(UNHEARD));
            case LINKED, REJECTED, FAILED, CANCELLED, EXPIRED ->
                upload.updated().isBefore(kept);
        };
    }
}
