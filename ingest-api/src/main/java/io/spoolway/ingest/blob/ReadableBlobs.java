package io.spoolway.ingest.blob;

import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.OpenResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The blobs that a repository may read. What was seen a moment ago is not asked for again: a GET then costs one request to the
 * store instead of two, and a HEAD none.
 */
public final class ReadableBlobs {
    private final ObjectReader reader;
    private final AwaitedLinks links;
    private final KnownBlobs known;
    private final Duration wait;

    /** @param wait for a blob that is on its way */
    public ReadableBlobs(ObjectReader reader, AwaitedLinks links, KnownBlobs known, Duration wait) {
        this.reader = reader;
        this.links = links;
        this.known = known;
        this.wait = wait;
    }

    /** The blob, if the repository may read it; waits for one that is on its way. */
    Optional<Blob> find(RepositoryName repository, Digest digest) throws InterruptedException {
        OptionalLong size = known.size(repository, digest);
        long look = known.beginLook();
        return size.isPresent()
                        || links.awaitLinked(repository, digest, Instant.now().plus(wait))
                ? Optional.of(new Blob(repository, digest, look, size))
                : Optional.empty();
    }

    /** A blob for one request. Each method throws 404 when its bytes are gone though there is a link. */
    final class Blob {
        private final RepositoryName repository;
        private final Digest digest;
        private final long look;
        private OptionalLong size;

        private Blob(RepositoryName repository, Digest digest, long look, OptionalLong size) {
            this.repository = repository;
            this.digest = digest;
            this.look = look;
            this.size = size;
        }

        Digest digest() {
            return digest;
        }

        /** Of its bytes in the store. */
        String key() {
            return StorageLayout.blobData(digest);
        }

        /** In bytes. One HEAD, or none when it is known. */
        long size() {
            if (size.isEmpty()) {
                remember(reader.head(key()).orElseThrow(this::gone).size());
            }
            return size.orElseThrow();
        }

        /** All of it. */
        ObjectContent open() {
            ObjectContent content = opened(reader.open(key()));
            remember(content.object().size());
            return content;
        }

        /** A part of it. */
        ObjectContent open(ByteRange range) {
            return opened(reader.openRange(key(), range.first(), range.length()));
        }

        private ObjectContent opened(OpenResult result) {
            if (result instanceof OpenResult.Opened(ObjectContent content)) {
                return content;
            }
            throw gone();
        }

        private void remember(long bytes) {
            if (size.isEmpty()) {
                size = OptionalLong.of(bytes);
                known.remember(look, repository, digest, bytes);
            }
        }

        private RuntimeException gone() {
            known.forget(repository, digest);
            return GetBlob.unknownBlob(repository, digest);
        }
    }
}
