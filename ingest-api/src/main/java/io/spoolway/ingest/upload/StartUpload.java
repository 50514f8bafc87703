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
    private final EventPublisher publisher;
    private final Uploads uploads;
    private final CompleteUpload complete;
    private final MountBlob mount;

    StartUpload(EventPublisher publisher, Uploads uploads, CompleteUpload complete, MountBlob mount) {
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
        Digest whole = digest == null ? null : RequestHeaders.digest(digest);
        OpenUpload upload = new OpenUpload(UploadId.next(), repository, UploadPosition.START);
        LogContext.upload(upload.id().toString());
        publisher.publish(
                new UploadStarted(upload.id(), repository, RequestHeaders.client(ctx)), Authenticated.subject(ctx));
        if (whole == null) {
            uploads.answer(ctx, 202, upload);
        } else {
            complete.complete(ctx, upload, whole);
        }
    }

    private static void checkAlgorithm(@org.jspecify.annotations.Nullable String algorithm) {
        if (algorithm != null && DigestAlgorithm.named(algorithm).isEmpty()) {
            throw OciError.DIGEST_INVALID.because(
                    "digest-algorithm \"%s\" is not supported; use sha256 or sha512".formatted(algorithm));
        }
    }
}
