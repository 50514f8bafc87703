package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.Conditions;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.PresignedUrls;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>} ("Pulling blobs"), with Range and conditions (RFC 9110, sections 14
 * and 13).
 */
public final class GetBlob implements Handler {
    private final ReadableBlobs blobs;
    private final BlobLinks links;
    private final Optional<PresignedUrls> redirects;

    /** @param redirects where GET is sent; empty to send blobs from here */
    public GetBlob(ReadableBlobs blobs, BlobLinks links, Optional<PresignedUrls> redirects) {
        this.blobs = blobs;
        this.links = links;
        this.redirects = redirects;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest digest = RequestHeaders.digest(ctx.pathParam("digest"));
        ReadableBlobs.Blob blob = blobs.find(repository, digest).orElseThrow(() -> unknown(ctx, repository, digest));
        String etag = Conditions.etag(digest);
        if (Conditions.isNotModified(ctx, etag)) {
            describe(ctx, digest, etag);
            Conditions.notModified(ctx);
        } else if (HandlerType.HEAD.equals(ctx.method())) {
            long size = blob.size();
            describe(ctx, digest, etag);
            ctx.contentType("application/octet-stream");
            ctx.res().setContentLengthLong(size); // a Range means nothing here (section 14.2)
        } else if (redirects.isPresent()) {
            redirect(ctx, blob, redirects.get());
        } else {
            send(ctx, blob, etag);
        }
    }

    private static void send(Context ctx, ReadableBlobs.Blob blob, String etag) throws IOException {
        String header = ctx.header("Range");
        Optional<ByteRange> range = header != null && Conditions.rangeApplies(ctx, etag)
                ? RequestHeaders.range(header, blob.size())
                : Optional.empty();
        try (ObjectContent content = range.isPresent() ? blob.open(range.get()) : blob.open()) {
            describe(ctx, blob.digest(), etag);
            ctx.contentType("application/octet-stream");
            range.ifPresent(part -> {
                ctx.status(206);
                ctx.header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), blob.size()));
            });
            ctx.res().setContentLengthLong(content.object().size());
            content.transferTo(ctx.outputStream());
        }
    }

    /** The client repeats its Range there. HEAD is not redirected: it costs nothing here, and would need a signature of its own. */
    private static void redirect(Context ctx, ReadableBlobs.Blob blob, PresignedUrls urls) {
        blob.size(); // not to where there is nothing
        ctx.header("Location", urls.get(blob.key()).toString());
        ctx.header("Docker-Content-Digest", blob.digest().toString());
        ctx.header("Cache-Control", "no-store"); // the URL is good for a while only
        ctx.status(307);
    }

    /** Only for what is found: an error must not be kept for a year. */
    private static void describe(Context ctx, Digest digest, String etag) {
        ctx.header("Docker-Content-Digest", digest.toString());
        ctx.header("ETag", etag);
        ctx.header("Cache-Control", Conditions.UNCHANGING);
        ctx.header("Accept-Ranges", "bytes");
    }

    /** The code tells a repository that does not exist from a blob that it does not have; only GET has a body to say so. */
    private ApiException unknown(Context ctx, RepositoryName repository, Digest digest) {
        if (HandlerType.HEAD.equals(ctx.method()) || links.exists(repository)) {
            return unknownBlob(repository, digest);
        }
        return OciError.NAME_UNKNOWN.because("there is no repository " + repository);
    }

    static ApiException unknownBlob(RepositoryName repository, Digest digest) {
        return OciError.BLOB_UNKNOWN.because("repository %s has no blob %s".formatted(repository, digest));
    }
}
