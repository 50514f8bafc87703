package io.spoolway.auditor.fold;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the state bounded: what ended long ago leaves it, and what nothing was heard of for as long as topics are kept. */
final class Eviction {
    /** How many leave at once, at most: the rest goes the next time. */
    private static final int BATCH = 10_000;

    /** As long as events stay in the topics of the pipeline. */
    private static final Duration UNHEARD = Duration.ofDays(30);

    private final Duration retention;
    private final KeyValueStore<String, Upload> uploads;
    private final KeyValueStore<String, OpenUpload> open;

    /** @param retention how long an upload is kept after its end */
    Eviction(Duration retention, KeyValueStore<String, Upload> uploads, KeyValueStore<String, OpenUpload> open) {
        this.retention = retention;
        this.uploads = uploads;
        this.open = open;
    }

    /** Deletes what may leave; returns which uploads they were. */
    List<String> uploads(Instant now) {
        Instant kept = now.minus(retention);
        List<String> leaving = new ArrayList<>();
        // whoever was started later has not ended before
        try (var old = uploads.range("", StateStores.firstUploadKey(kept))) {
            while (old.hasNext() && leaving.size() < BATCH) {
                var entry = old.next();
                if (mayLeave(entry.value, kept, now)) {
                    leaving.add(entry.key);
                }
            }
        }
        leaving.forEach(key -> {
            uploads.delete(key);
            open.delete(key);
        });
        return leaving;
    }

    private static boolean mayLeave(Upload upload, Instant kept, Instant now) {
        return switch (upload.state()) {
            // somebody is to look after it, however long ago it was
            case VERIFYING, LINKING -> false;
            case SPOOLING -> upload.updated().isBefore(now.minus(UNHEARD));
            case LINKED, REJECTED, FAILED, CANCELLED, EXPIRED ->
                upload.updated().isBefore(kept);
        };
    }
}
