package io.spoolway.ingest.upload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ends of uploads as they are published, for the requests of this node that wait for them; and the latest ones for a
 * while, for clients that ask again. Every node hears of every end, so it does not matter which one completed an upload.
 */
public final class Outcomes {
    /** The events that are an end. */
    public static final Set<EventType> ENDS =
            Set.of(EventType.BLOB_LINKED, EventType.UPLOAD_REJECTED, EventType.UPLOAD_FAILED);

    private static final int REMEMBERED = 100_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

    private final ConcurrentHashMap<UploadId, Set<Waiter>> waiting = new ConcurrentHashMap<>();
    private final Cache<UploadId, Outcome> latest = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    /** Waits for one end; to be registered before the work is published. */
    final class Waiter implements AutoCloseable {
        private final UploadId id;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        private Waiter(UploadId id) {
            this.id = id;
        }

        CompletableFuture<Outcome> outcome() {
            return outcome;
        }

        @Override
        public void close() {
            waiting.computeIfPresent(id, (key, waiters) -> {
                waiters.remove(this);
                return waiters.isEmpty() ? null : waiters;
            });
        }
    }

    /** Begins to wait. */
    Waiter await(UploadId id) {
        Waiter waiter = new Waiter(id);
        waiting.compute(id, (key, waiters) -> {
            Set<Waiter> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    /** The end of an upload, if this node heard of it lately. */
    Optional<Outcome> latest(UploadId id) {
        return Optional.ofNullable(latest.getIfPresent(id));
    }

    /** Takes an event in. */
    public void receive(PipelineEvent event) {
        switch (event) {
            case BlobLinked linked -> end(linked.uploadId(), new Outcome.Linked(linked.digest()));
            case UploadRejected rejected ->
                end(rejected.uploadId(), new Outcome.Rejected(rejected.reason(), rejected.detail()));
            case UploadFailed failed -> end(failed.uploadId(), new Outcome.Failed(failed.detail()));
            default -> throw new IllegalArgumentException(event.type() + " is no end");
        }
    }

    private void end(UploadId id, Outcome outcome) {
        latest.put(id, outcome);
        waiting.getOrDefault(id, Set.of()).forEach(waiter -> waiter.outcome().complete(outcome));
    }
}
