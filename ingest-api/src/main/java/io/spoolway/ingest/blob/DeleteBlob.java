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
import java.time.Duration;
import java.time.Instant;

/** {@code DELETE /v2/<name>/blobs/<digest>} ("Deleting blobs"): the repository can no longer read the blob. */
public final class DeleteBlob implements Handler {
    private final BlobLinks links;
    private final AwaitedLinks awaited;
    private final Duration wait;
    private final EventPublisher publisher;

    /** @param wait for a blob that is on its way */
    public DeleteBlob(BlobLinks links, AwaitedLinks awaited, Duration wait, EventPublisher publisher) {
        this.links = links;
        this.awaited = awaited;
        this.wait = wait;
        this.publisher = publisher;
    }

    @Override
    public void handle(Context ctx) throws InterruptedException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest digest = RequestHeaders.digest(ctx.pathParam("digest"));
        if (!awaited.awaitLinked(repository, digest, Instant.now().plus(wait))) {
            throw GetBlob.unknownBlob(repository, digest);
        }
        links.unlink(repository, digest);
        publisher.publish(
                new BlobDeleted(RegistryEvent.newOccurrence(), repository, digest, RequestHeaders.client(ctx)),
                Authenticated.subject(ctx));
        ctx.status(202);
    }
}
