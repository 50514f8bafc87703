package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manifests of repositories: their bytes lie with all blobs, and a link lets a repository read them. */
final class Manifests {
    /** On a link: what the manifest is served as. A stock registry stores links without it. */
    private static final String MEDIA_TYPE = "media-type";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ObjectDeleter deleter;

    Manifests(ObjectReader reader, ObjectWriter writer, ObjectDeleter deleter) {
        this.reader = reader;
        this.writer = writer;
        this.deleter = deleter;
    }

    /** That a repository may read a manifest. */
    record Link(Optional<String> mediaType) {}

    /** The link of a manifest; one HEAD. */
    Optional<Link> link(RepositoryName repository, Digest digest) {
        return reader.head(StorageLayout.manifestLink(repository, digest))
                .map(link -> new Link(Optional.ofNullable(link.metadata().get(MEDIA_TYPE))));
    }

    /** Whether the repository may read the manifest; one HEAD. */
    boolean isLinked(RepositoryName repository, Digest digest) {
        return link(repository, digest).isPresent();
    }

    /** How many bytes a manifest has; one HEAD. */
    Optional<Long> size(Digest digest) {
        return reader.head(StorageLayout.blobData(digest)).map(StoredObject::size);
    }

    /** The bytes of a manifest, to be passed on, or read by {@link ManifestMemory}; one GET. */
    OpenResult open(Digest digest) {
        return reader.open(StorageLayout.blobData(digest));
    }

    /** Stores the bytes, which hash to the digest. */
    void store(Digest digest, byte[] bytes) {
        writer.put(StorageLayout.blobData(digest), ObjectBody.of(bytes));
    }

    /** Lets a repository read a manifest whose bytes are stored. */
    void link(RepositoryName repository, Digest digest, String mediaType) {
        writer.put(
                StorageLayout.manifestLink(repository, digest),
                ObjectBody.of(digest.toString()),
                Map.of(MEDIA_TYPE, mediaType));
    }

    /** Takes a manifest from a repository; its bytes stay, since others may have it. */
    void unlink(RepositoryName repository, Digest digest) {
        deleter.delete(List.of(StorageLayout.manifestLink(repository, digest)));
    }
}
