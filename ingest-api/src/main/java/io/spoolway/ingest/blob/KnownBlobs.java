package io.spoolway.ingest.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Blobs that a repository was seen to be able to read a moment ago, with their sizes. What is not there is not remembered: it
 * may be there the next moment.
 */
public final class KnownBlobs {
    private static final int REMEMBERED = 20_000;

    private final Cache<BlobKey, Long> sizes;
    private long deletions;

    /** @param ttl for so long a node may not notice that another one deleted a blob; zero remembers nothing */
    public KnownBlobs(Duration ttl) {
        this.sizes = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(ttl)
                .build();
    }

    /** The size in bytes of a blob that is known to be readable. */
    OptionalLong size(RepositoryName repository, Digest digest) {
        Long size = sizes.getIfPresent(new BlobKey(repository, digest));
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** What is read from the store from now on may be remembered with this number. */
    synchronized long beginLook() {
        return deletions;
    }

    /**
     * Remembers what was read from the store, unless something was forgotten meanwhile: it may have been read before that.
     *
     * @param look as {@link #beginLook} gave it before the store was asked
     */
    synchronized void remember(long look, RepositoryName repository, Digest digest, long size) {
        if (look == deletions) {
            sizes.put(new BlobKey(repository, digest), size);
        }
    }

    /** To be called after a blob was taken away from a repository, here or on another node. */
    public synchronized void forget(RepositoryName repository, Digest digest) {
        deletions++;
        sizes.invalidate(new BlobKey(repository, digest));
    }
}
