package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.BlobDeleted;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.RegistryEvent;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;

/** {@code DELETE /v2/<name>/blobs/<digest>} ("Deleting blobs"): the repository can no longer read the blob. */
public final class DeleteBlob implements Handler {
    private final BlobLinks links;
    private final EventPublisher publisher;

    public DeleteBlob(BlobLinks links, EventPublisher publisher) {
        this.links = links;
        this.publisher = publisher;
    }

    @Override
    public void handle(Context ctx) {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest digest = RequestHeaders.digest(ctx.pathParam("digest"));
        if (!links.isLinked(repository, digest)) {
            throw GetBlob.unknownBlob(repository, digest);
        }
        links.unlink(repository, digest);
        publisher.publish(
                new BlobDeleted(RegistryEvent.newOccurrence(), repository, digest, RequestHeaders.client(ctx)),
                Authenticated.subject(ctx));
        ctx.status(202);
    }
}
