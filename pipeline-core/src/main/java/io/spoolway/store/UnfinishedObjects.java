package io.spoolway.store;

import java.time.Instant;
import java.util.List;

/** Finds objects in the making that nobody completed or aborted ({@link MultipartObject}): their parts take up space unseen. */
public interface UnfinishedObjects {
    /**
     * An object in the making.
     *
     * @param key where it would appear
     * @param multipartId the store's name for it
     * @param begun when it was begun; some stores (S3Proxy) always say that it was just now
     */
    record Unfinished(String key, String multipartId, Instant begun) {}

    /** Those whose key begins with {@code prefix}, a thousand at most. */
    List<Unfinished> unfinished(String prefix);

    /** Drops what there is of it; whoever is still making it fails. */
    void drop(Unfinished object);
}
