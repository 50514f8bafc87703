package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;

/** {@code DELETE /v2/<name>/blobs/<digest>} ("Deleting blobs"): the repository can no longer read the blob. */
public final class DeleteBlob implements Handler {
    private final BlobLinks links;

    public DeleteBlob(BlobLinks links) {
        this.links = links;
    }

    @Override
    public void handle(Context ctx) {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest digest = RequestHeaders.digest(ctx.pathParam("digest"));
        if (!links.isLinked(repository, digest)) {
            throw GetBlob.unknownBlob(repository, digest);
        }
        links.unlink(repository, digest);
        ctx.status(202);
    }
}
