package io.spoolway.auditor.fold;

import io.spoolway.event.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/** Counts steps, by minute and since the beginning, for each repository and for all of them. */
final class ActivityCounter {
    /** A clock that is further ahead is wrong, and a window for it would be kept until then. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final KeyValueStore<String, Activity> windows;
    private final KeyValueStore<String, Activity> totals;

    ActivityCounter(KeyValueStore<String, Activity> windows, KeyValueStore<String, Activity> totals) {
        this.windows = windows;
        this.totals = totals;
    }

    /** Counts a step of this upload, in the minute in which it happened. */
    void count(Upload upload, Step step, Instant now) {
        Activity activity = activity(upload, step);
        boolean isKept = step.time().isAfter(oldest(now)) && step.time().isBefore(now.plus(AHEAD));
        for (String repository : List.of(upload.repository().value(), StateStores.ALL)) {
            // latencies of all times tell nothing
            add(totals, repository, new Activity(activity.steps(), activity.bytes(), Latencies.NONE));
            if (isKept) {
                add(windows, StateStores.windowKey(step.time(), repository), activity);
            }
        }
    }

    private static Activity activity(Upload upload, Step step) {
        Map<String, Long> one = Map.of(step.name(), 1L);
        Long size = upload.size();
        if (!step.name().equals(EventType.BLOB_LINKED.shortName()) || size == null) {
            return new Activity(one, 0, Latencies.NONE);
        }
        Latencies latencies = upload.step(EventType.UPLOAD_COMPLETED.shortName())
                .map(completed -> Latencies.of(
                        Duration.between(completed.time(), step.time()).toMillis()))
                .orElse(Latencies.NONE);
        return new Activity(one, size, latencies);
    }

    private static void add(KeyValueStore<String, Activity> store, String key, Activity more) {
        Activity sofar = store.get(key);
        store.put(key, sofar == null ? more : sofar.plus(more));
    }

    /** Deletes windows that are past their retention. */
    void forget(Instant now) {
        List<String> old = new ArrayList<>();
        try (var entries = windows.range("", StateStores.minute(oldest(now)))) {
            entries.forEachRemaining(entry -> old.add(entry.key));
        }
        old.forEach(windows::delete);
    }

    private static Instant oldest(Instant now) {
        return now.minus(StateStores.WINDOW_RETENTION);
    }
}
