package io.spoolway.ingest.blob;

import io.spoolway.store.PresignedUrls;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How blobs are read.
 *
 * @param patience how long a reader waits for a blob that is completed and not linked yet
 * @param cache how long a node may not notice that a blob was deleted on another
 * @param redirect where GET is sent; empty when blobs are sent from here
 */
public record PullConfig(Duration patience, Duration cache, Optional<Redirect> redirect) {
    /**
     * To presigned URLs of the object store.
     *
     * @param endpoint of the store as clients know it
     * @param lifetime of a URL
     */
    public record Redirect(URI endpoint, Duration lifetime) {
        public Redirect {
            if (lifetime.toSeconds() < 1 || lifetime.compareTo(PresignedUrls.MAX_LIFETIME) > 0) {
                throw new IllegalArgumentException(
                        "a presigned URL is good for 1s to 7d, not for %s: see SPOOLWAY_BLOB_REDIRECT_LIFETIME"
                                .formatted(lifetime));
            }
        }
    }
}
