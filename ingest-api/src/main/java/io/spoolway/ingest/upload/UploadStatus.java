package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/**
 * {@code GET /v2/<name>/blobs/uploads/<id>}: where an upload stands, from the store and not from the URL, so that it is the
 * exact byte whichever node was cut off while storing it ("Pushing a blob in chunks").
 */
final class UploadStatus implements Handler {
    private final Uploads uploads;

    UploadStatus(Uploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public void handle(Context ctx) {
        uploads.answer(ctx, 204, uploads.refreshed(uploads.findOpen(ctx)));
    }
}
