package io.spoolway.ingest.upload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadProgressed;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells those who watch how far uploads are: each at most once every two seconds (of each node), and one that is done within that not at all, so
 * that small blobs cost nothing more. Nothing waits for it, and nothing depends on it.
 */
public final class Progress {
    static final Duration EVERY = Duration.ofSeconds(2);

    /** Of how many uploads it is known when they were told of last; of others an event may come too early. */
    private static final int REMEMBERED = 10_000;

    private final Consumer<PipelineEvent> publisher;
    private final Clock clock;
    /** The uploads that are not due. */
    private final Cache<UploadId, Instant> told;

    /** @param publisher takes an event at once, and may lose it */
    public Progress(Consumer<PipelineEvent> publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
        this.told = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(EVERY)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** Follows a request that stores chunks of an upload from this offset on. */
    Request of(UploadId id, RepositoryName repository, long offset) {
        return new Request(id, repository, offset);
    }

    private boolean isDue(UploadId id) {
        Instant now = clock.instant();
        return !id.startedAt().plus(EVERY).isAfter(now) && told.asMap().putIfAbsent(id, now) == null;
    }

    /** One request. Its chunks are stored in any order; what counts is how far they reach without a hole. */
    final class Request {
        private final UploadId id;
        private final RepositoryName repository;
        private final Map<Long, Long> behindHoles = new HashMap<>();
        private long end;

        private Request(UploadId id, RepositoryName repository, long offset) {
            this.id = id;
            this.repository = repository;
            this.end = offset;
        }

        /** A chunk is stored now; it is returned. */
        Chunk stored(Chunk chunk) {
            OptionalLong reached = reached(chunk);
            if (reached.isPresent() && isDue(id)) {
                publisher.accept(new UploadProgressed(id, repository, reached.getAsLong()));
            }
            return chunk;
        }

        /** How far it is stored now; empty when that is no further than before. */
        private synchronized OptionalLong reached(Chunk chunk) {
            long before = end;
            behindHoles.put(chunk.offset(), chunk.end());
            for (Long next = behindHoles.remove(end); next != null; next = behindHoles.remove(end)) {
                end = next;
            }
            return end > before ? OptionalLong.of(end) : OptionalLong.empty();
        }
    }
}
