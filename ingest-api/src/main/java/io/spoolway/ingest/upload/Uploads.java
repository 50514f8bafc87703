package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.SpooledUpload;
import io.spoolway.spool.UploadId;
import io.spoolway.telemetry.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the upload that a request is about, and tells the client where it stands. */
final class Uploads {
    /**
     * For so long a {@code _state} is believed to be of an upload that has not ended: the ends of the last ten minutes are remembered,
     * unless there are very many ({@link Outcomes}).
     */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final SpoolReader spool;
    private final UploadTokens tokens;
    private final Outcomes outcomes;

    Uploads(SpoolReader spool, UploadTokens tokens, Outcomes outcomes) {
        this.spool = spool;
        this.tokens = tokens;
        this.outcomes = outcomes;
    }

    /**
     * The upload in the path, unless it was linked: its spool is gone then, and what came would be stored for nobody.
     *
     * @throws ApiException as {@link #find}
     */
    OpenUpload findOpen(Context ctx) {
        return requireOpen(find(ctx));
    }

    /** The same upload; 404 when it was linked. */
    OpenUpload requireOpen(OpenUpload upload) {
        if (isGone(upload)) {
            throw unknown(upload.id(), upload.repository());
        }
        return upload;
    }

    /**
     * Whether the upload was linked. When it has bytes by an old {@code _state} the store is asked whether it still has any. One that
     * had none then passes for open: there is nothing in the store to tell it by.
     */
    boolean isGone(OpenUpload upload) {
        if (outcomes.latest(upload.id()).orElse(null) instanceof Outcome.Linked) {
            return true;
        }
        boolean isOld = upload.asOf().plus(FRESH).isBefore(Instant.now());
        return isOld
                && upload.position().offset() > 0
                && spool.read(upload.id()).isEmpty();
    }

    /**
     * The upload in the path. With a valid {@code _state} no request is sent; without one the store is asked.
     *
     * @throws ApiException 404 when there is no such upload in this repository, or the {@code _state} is not ours
     */
    OpenUpload find(Context ctx) {
        RepositoryName repository = RequestHeaders.repository(ctx);
        UploadId id = id(ctx);
        String state = ctx.queryParam("_state");
        if (state != null) {
            return tokens.verify(id, repository, state).orElseThrow(() -> unknown(id, repository));
        }
        return OpenUpload.now(id, repository, truth(id, repository));
    }

    private static UploadId id(Context ctx) {
        try {
            UploadId id = UploadId.parse(ctx.pathParam("id"));
            LogContext.upload(id.toString());
            return id;
        } catch (IllegalArgumentException e) {
            throw OciError.BLOB_UPLOAD_UNKNOWN.because(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Where an upload that has bytes stands, by the store.
     *
     * @throws ApiException 404 when it has none, was given up or is another repository's; 400 when it was completed
     */
    UploadPosition truth(UploadId id, RepositoryName repository) {
        SpooledUpload upload = spool.read(id);
        if (upload.seal().orElse(null) instanceof Seal.Abandoned
                || upload.isEmpty()
                || !upload.repository().map(repository::equals).orElse(true)) {
            throw unknown(id, repository);
        }
        if (upload.seal().orElse(null) instanceof Seal.Completed completed) {
            throw OciError.BLOB_UPLOAD_INVALID.because("upload %s was completed already, with %d bytes and digest %s"
                    .formatted(id, completed.size(), completed.digest()));
        }
        return UploadPosition.after(upload.chunks());
    }

    /** The same for an upload that may not have a byte yet, because its {@code _state} says that it was started. */
    OpenUpload refreshed(OpenUpload upload) {
        if (upload.position().offset() == 0 && spool.read(upload.id()).isEmpty()) {
            return upload.at(UploadPosition.START);
        }
        return upload.at(truth(upload.id(), upload.repository()));
    }

    /** The same for an upload that was found to have moved on: if there is nothing of it any more it has ended. */
    OpenUpload movedOn(OpenUpload upload) {
        return upload.at(truth(upload.id(), upload.repository()));
    }

    /** The error for a chunk that does not begin where the upload ends, which is here; it goes on. */
    ApiException outOfOrder(OpenUpload now) {
        return OciError.CHUNK_OUT_OF_ORDER.because(
                "upload %s has %d bytes: the next chunk must begin there"
                        .formatted(now.id(), now.position().offset()),
                headers(now));
    }

    /** Tells the client where the upload stands, and the URL to go on with. */
    void answer(Context ctx, int status, OpenUpload upload) {
        headers(upload).forEach(ctx::header);
        ctx.status(status);
    }

    private Map<String, String> headers(OpenUpload upload) {
        long offset = upload.position().offset();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Location",
                "/v2/%s/blobs/uploads/%s?_state=%s"
                        .formatted(
                                upload.repository(),
                                upload.id(),
                                tokens.sign(upload.id(), upload.repository(), upload.position())));
        // the specification's Range names the last byte, so it cannot tell none from one; Upload-Offset can
        headers.put("Range", "0-" + Math.max(0, offset - 1));
        headers.put("Upload-Offset", Long.toString(offset));
        headers.put("Docker-Upload-UUID", upload.id().toString());
        return headers;
    }

    static ApiException unknown(UploadId id, RepositoryName repository) {
        return OciError.BLOB_UPLOAD_UNKNOWN.because(
                "there is no upload %s in %s; it may have been cancelled, completed or expired: start a new one"
                        .formatted(id, repository));
    }
}
