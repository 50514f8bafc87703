package io.spoolway.linker;

import io.spoolway.spool.StorageLayout;
import io.spoolway.store.UnfinishedObjects;
import io.spoolway.store.UnfinishedObjects.Unfinished;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds blobs in the making that no linker will complete: one that was killed leaves its parts in the store, where no listing
 * shows them.
 */
final class UnfinishedBlobs {
    private final UnfinishedObjects objects;
    /** Not every store tells when something was begun; then it counts from when it was first seen here. */
    private final Map<String, Instant> firstSeen = new HashMap<>();

    UnfinishedBlobs(UnfinishedObjects objects) {
        this.objects = objects;
    }

    /** Those that are older than any linker would take. */
    synchronized List<Unfinished> olderThan(Duration age, Instant now) {
        List<Unfinished> all = objects.unfinished(StorageLayout.blobs());
        firstSeen.keySet().retainAll(all.stream().map(Unfinished::multipartId).collect(Collectors.toSet()));
        return all.stream()
                .filter(object -> !known(object, now).isAfter(now.minus(age)))
                .toList();
    }

    /** Since when it is known to be there. */
    private Instant known(Unfinished object, Instant now) {
        Instant seen = firstSeen.computeIfAbsent(object.multipartId(), id -> now);
        return object.begun().isBefore(seen) ? object.begun() : seen;
    }

    void drop(Unfinished object) {
        objects.drop(object);
    }
}
