package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.UploadCancelled;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.OciError;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.Abandonment.Sealed;
import io.spoolway.spool.Seal;

/** {@code DELETE /v2/<name>/blobs/uploads/<id>}: gives an upload up. */
final class CancelUpload implements Handler {
    private final Uploads uploads;
    private final Abandonment abandonment;
    private final EventPublisher publisher;

    CancelUpload(Uploads uploads, Abandonment abandonment, EventPublisher publisher) {
        this.uploads = uploads;
        this.abandonment = abandonment;
        this.publisher = publisher;
    }

    @Override
    public void handle(Context ctx) {
        // the store decides, so that an upload which is given up or gone is not found again by an old URL
        OpenUpload upload = uploads.refreshed(uploads.findOpen(ctx));
        switch (abandonment.seal(upload.id(), upload.repository(), Seal.Reason.CANCELLED)) {
            case Sealed.Abandoned abandoned -> {
                publisher.publish(
                        new UploadCancelled(
                                upload.id(),
                                upload.repository(),
                                abandoned.seal().size()),
                        Authenticated.subject(ctx));
                abandonment.deleteChunks(abandoned);
                ctx.status(204);
            }
            case Sealed.AlreadyCompleted completed ->
                throw OciError.BLOB_UPLOAD_INVALID.because("upload %s was completed already, with digest %s"
                        .formatted(upload.id(), completed.seal().digest()));
        }
    }
}
