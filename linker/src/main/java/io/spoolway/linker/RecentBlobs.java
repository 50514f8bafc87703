package io.spoolway.linker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spoolway.oci.Digest;

/**
 * The digests that were brought to their final path here of late: those for which it pays to ask the store whether the blob
 * is there. Only a hint: it may have been deleted since.
 */
final class RecentBlobs {
    private final Cache<Digest, Boolean> digests;

    /** @param capacity how many digests are kept; each takes about 300 bytes */
    RecentBlobs(int capacity) {
        this.digests = Caffeine.newBuilder().maximumSize(capacity).build();
    }

    void add(Digest digest) {
        digests.put(digest, true);
    }

    boolean contains(Digest digest) {
        return digests.getIfPresent(digest) != null;
    }
}
