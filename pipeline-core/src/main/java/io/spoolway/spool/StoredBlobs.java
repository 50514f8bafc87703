package io.spoolway.spool;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What lies at the final paths. */
public final class StoredBlobs {
    private final ObjectReader reader;

    public StoredBlobs(ObjectReader reader) {
        this.reader = reader;
    }

    /** Whether the verified bytes lie at their final path. One HEAD. */
    public boolean isStored(Digest digest) {
        return reader.head(StorageLayout.blobData(digest)).isPresent();
    }

    /** Whether the repository may read the blob, by a link that was written then or later. One HEAD, or two. */
    public boolean isLinkedSince(RepositoryName repository, Digest digest, Instant then) {
        // some answers of a store are to the second, others finer
        Instant since = then.truncatedTo(ChronoUnit.SECONDS);
        return reader.head(StorageLayout.layerLink(repository, digest))
                        .filter(link -> !link.lastModified().isBefore(since))
                        .isPresent()
                && isStored(digest);
    }

    /**
     * Whether a completed upload has come to its good end, as far as the store tells: for one who finds its chunks gone. A
     * linker deletes chunks after the link is made, and the seal after the chunks.
     */
    public boolean hasEnded(UploadId upload, RepositoryName repository, Digest digest, long sealOffset) {
        return reader.head(StorageLayout.chunk(upload, sealOffset))
                .filter(object -> Seal.of(object.metadata()).isPresent())
                .map(seal -> isLinkedSince(repository, digest, seal.lastModified()))
                .orElseGet(() -> isStored(digest));
    }
}
