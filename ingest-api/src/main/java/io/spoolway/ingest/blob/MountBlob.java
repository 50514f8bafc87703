package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;

/**
 * {@code POST /v2/<name>/blobs/uploads/?mount=<digest>&from=<other name>} ("Mounting a blob from another repository"): a
 * link is all it takes when the other repository has the blob.
 */
public final class MountBlob {
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final BlobLinks links;

    public MountBlob(ObjectReader reader, ObjectWriter writer, BlobLinks links) {
        this.reader = reader;
        this.writer = writer;
        this.links = links;
    }

    /** Answers 201 and returns true, or returns false when this is to become an ordinary upload. */
    public boolean tryMount(Context ctx, RepositoryName repository) {
        String mount = ctx.queryParam("mount");
        String from = ctx.queryParam("from");
        if (mount == null) {
            return false;
        }
        Digest digest = RequestHeaders.digest(mount);
        if (from == null || !hasBlob(source(from), digest)) {
            return false;
        }
        writer.put(StorageLayout.layerLink(repository, digest), ObjectBody.of(digest.toString()));
        ctx.header("Location", BlobLinks.location(repository, digest));
        ctx.header("Docker-Content-Digest", digest.toString());
        ctx.status(201);
        return true;
    }

    private static RepositoryName source(String from) {
        try {
            return new RepositoryName(from);
        } catch (IllegalArgumentException e) {
            throw OciError.NAME_INVALID.because("from: " + e.getMessage());
        }
    }

    private boolean hasBlob(RepositoryName source, Digest digest) {
        return links.isLinked(source, digest)
                && reader.head(StorageLayout.blobData(digest)).isPresent();
    }
}
