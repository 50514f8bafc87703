package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.UploadStarted;
import io.spoolway.ingest.blob.MountBlob;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import io.spoolway.telemetry.LogContext;

/**
 * {@code POST /v2/<name>/blobs/uploads/}: begins an upload ("Pushing blobs"). With {@code digest} the body is the whole blob,
 * with {@code mount} and {@code from} the blob may be had from another repository.
 */
final class StartUpload implements Handler {
    private final BodySlots slots;
    private final EventPublisher publisher;
    private final Uploads uploads;
    private final CompleteUpload complete;
    private final MountBlob mount;

    StartUpload(BodySlots slots, EventPublisher publisher, Uploads uploads, CompleteUpload complete, MountBlob mount) {
        this.slots = slots;
        this.publisher = publisher;
        this.uploads = uploads;
        this.complete = complete;
        this.mount = mount;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        RepositoryName repository = RequestHeaders.repository(ctx);
        checkAlgorithm(ctx.queryParam("digest-algorithm"));
        if (mount.tryMount(ctx, repository)) {
            return;
        }
        String digest = ctx.queryParam("digest");
        if (digest == null) {
            uploads.answer(ctx, 202, start(ctx, repository));
            return;
        }
        Digest whole = RequestHeaders.digest(digest);
        try (BodySlots.Slot slot = slots.take()) {
            complete.complete(ctx, start(ctx, repository), whole, slot);
        }
    }

    private OpenUpload start(Context ctx, RepositoryName repository) {
        OpenUpload upload = OpenUpload.now(UploadId.next(), repository, UploadPosition.START);
        LogContext.upload(upload.id().toString());
        publisher.publish(
                new UploadStarted(upload.id(), repository, RequestHeaders.client(ctx)), Authenticated.subject(ctx));
        return upload;
    }

    private static void checkAlgorithm(@org.jspecify.annotations.Nullable String algorithm) {
        if (algorithm != null && DigestAlgorithm.named(algorithm).isEmpty()) {
            throw OciError.DIGEST_INVALID.because(
                    "digest-algorithm \"%s\" is not supported; use sha256 or sha512".formatted(algorithm));
        }
    }
}
