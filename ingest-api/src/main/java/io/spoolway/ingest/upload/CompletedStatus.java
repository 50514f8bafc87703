package io.spoolway.ingest.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.SpooledUpload;
import io.spoolway.spool.UploadId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /spoolway/v1/uploads/<id>?repository=<name>&digest=<digest>}: the status URL of an upload that was answered
 * 202 (RFC 7240, section 4.1). From the store, and for a failure from what this node has heard.
 */
final class CompletedStatus implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SpoolReader spool;
    private final Outcomes outcomes;
    private final Rejections rejections;
    private final BlobLinks links;

    CompletedStatus(SpoolReader spool, Outcomes outcomes, Rejections rejections, BlobLinks links) {
        this.spool = spool;
        this.outcomes = outcomes;
        this.rejections = rejections;
        this.links = links;
    }

    /**
     * What the client gets, as JSON.
     *
     * @param state spooling, completed, linked, rejected, failed, cancelled or expired
     * @param blob where the blob can be read, once it is linked
     * @param detail why it was rejected or failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Status(
            String uploadId,
            String state,
            @Nullable String blob,
            @Nullable String detail) {}

    @Override
    public void handle(Context ctx) throws Exception {
        UploadId id;
        RepositoryName repository;
        try {
            id = UploadId.parse(ctx.pathParam("id"));
            repository = new RepositoryName(required(ctx, "repository"));
        } catch (IllegalArgumentException e) {
            throw OciError.UNSUPPORTED.because(String.valueOf(e.getMessage()));
        }
        Digest digest = RequestHeaders.digest(required(ctx, "digest"));
        Status status = status(id, repository, digest).orElseThrow(() -> Uploads.unknown(id, repository));
        ctx.contentType("application/json").result(JSON.writeValueAsBytes(status));
    }

    private static String required(Context ctx, String name) {
        String value = ctx.queryParam(name);
        if (value == null) {
            throw OciError.UNSUPPORTED.because("the query parameter \"" + name + "\" is missing");
        }
        return value;
    }

    private Optional<Status> status(UploadId id, RepositoryName repository, Digest digest) {
        SpooledUpload upload = spool.read(id);
        if (upload.isEmpty()) {
            return links.isLinked(repository, digest)
                    ? Optional.of(new Status(id.toString(), "linked", BlobLinks.location(repository, digest), null))
                    : Optional.empty();
        }
        if (!upload.repository().map(repository::equals).orElse(true)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (upload.seal().orElse(null)) {
                    case null -> new Status(id.toString(), "spooling", null, null);
                    case Seal.Abandoned(var name, var reason, var size) ->
                        new Status(id.toString(), reason.name().toLowerCase(Locale.ROOT), null, null);
                    case Seal.Completed completed -> ended(upload);
                });
    }

    private Status ended(SpooledUpload upload) {
        String id = upload.id().toString();
        if (upload.isRejected()) {
            return new Status(
                    id,
                    "rejected",
                    null,
                    rejections.find(upload.id()).map(Outcome.Rejected::detail).orElse(null));
        }
        return outcomes.latest(upload.id()).orElse(null) instanceof Outcome.Failed(String detail)
                ? new Status(id, "failed", null, detail)
                : new Status(id, "completed", null, null);
    }
}
