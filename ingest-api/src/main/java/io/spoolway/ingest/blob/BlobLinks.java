package io.spoolway.ingest.blob;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.ObjectLister;
import io.spoolway.store.ObjectReader;
import java.util.List;

/** Which repository may read which blob. */
public final class BlobLinks {
    private final ObjectReader reader;
    private final ObjectLister lister;
    private final ObjectDeleter deleter;
    private final KnownBlobs known;

    public BlobLinks(ObjectReader reader, ObjectLister lister, ObjectDeleter deleter, KnownBlobs known) {
        this.reader = reader;
        this.lister = lister;
        this.deleter = deleter;
        this.known = known;
    }

    /** The path that the blob is read at. */
    public static String location(RepositoryName repository, Digest digest) {
        return "/v2/%s/blobs/%s".formatted(repository, digest);
    }

    /** Whether the repository may read the blob; one HEAD. */
    public boolean isLinked(RepositoryName repository, Digest digest) {
        return reader.head(StorageLayout.layerLink(repository, digest)).isPresent();
    }

    /** Whether anything was ever linked in the repository; one LIST. */
    public boolean exists(RepositoryName repository) {
        // what is a repository's own begins with an underscore, and no repository below it does
        return lister.anyBelow(StorageLayout.repository(repository) + "_");
    }

    /** Takes the blob away from the repository; its bytes stay, since others may have it. */
    void unlink(RepositoryName repository, Digest digest) {
        deleter.delete(List.of(StorageLayout.layerLink(repository, digest)));
        known.forget(repository, digest);
    }
}
