package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.spoolway.event.BlobMounted;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.RegistryEvent;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/<name>/blobs/uploads/?mount=<digest>&from=<other name>} ("Mounting a blob from another repository"): a
 * link is all it takes when the other repository has the blob.
 *
 * <p>Without {@code from} it is enough that the blob is stored: whoever knows its digest can read it in every repository anyway,
 * since this registry lets everybody read everything.
 */
public final class MountBlob {
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final BlobLinks links;
    private final EventPublisher publisher;

    public MountBlob(ObjectReader reader, ObjectWriter writer, BlobLinks links, EventPublisher publisher) {
        this.reader = reader;
        this.writer = writer;
        this.links = links;
        this.publisher = publisher;
    }

    /** Answers 201 and returns true, or returns false when this is to become an ordinary upload. */
    public boolean tryMount(Context ctx, RepositoryName repository) {
        String mount = ctx.queryParam("mount");
        if (mount == null) {
            return false;
        }
        Digest digest = RequestHeaders.digest(mount);
        String from = ctx.queryParam("from");
        if (!isAllowed(from, digest)
                || reader.head(StorageLayout.blobData(digest)).isEmpty()) {
            return false;
        }
        writer.put(StorageLayout.layerLink(repository, digest), ObjectBody.of(digest.toString()));
        publisher.publish(
                new BlobMounted(
                        RegistryEvent.newOccurrence(),
                        repository,
                        digest,
                        from == null ? "" : from,
                        RequestHeaders.client(ctx)),
                Authenticated.subject(ctx));
        ctx.header("Location", BlobLinks.location(repository, digest));
        ctx.header("Docker-Content-Digest", digest.toString());
        ctx.status(201);
        return true;
    }

    /** A repository that is named must have the blob; what is no name is that of no repository. */
    private boolean isAllowed(@Nullable String from, Digest digest) {
        if (from == null) {
            return true;
        }
        RepositoryName source;
        try {
            source = new RepositoryName(from);
        } catch (IllegalArgumentException notAName) {
            return false;
        }
        return links.isLinked(source, digest);
    }
}
