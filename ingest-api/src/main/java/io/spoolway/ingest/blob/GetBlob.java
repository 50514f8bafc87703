package io.spoolway.ingest.blob;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.OpenResult;
import java.io.IOException;
import java.util.Optional;

/** {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>} ("Pulling blobs"), with Range (RFC 9110, section 14). */
public final class GetBlob implements Handler {
    private final ObjectReader reader;
    private final BlobLinks links;

    public GetBlob(ObjectReader reader, BlobLinks links) {
        this.reader = reader;
        this.links = links;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest digest = RequestHeaders.digest(ctx.pathParam("digest"));
        if (!links.isLinked(repository, digest)) {
            throw unknown(ctx, repository, digest);
        }
        ctx.header("Docker-Content-Digest", digest.toString());
        ctx.header("ETag", "\"" + digest + "\"");
        ctx.header("Accept-Ranges", "bytes");
        ctx.contentType("application/octet-stream");
        if (HandlerType.HEAD.equals(ctx.method())) {
            ctx.res().setContentLengthLong(size(repository, digest)); // a Range means nothing here (section 14.2)
        } else if (ctx.header("Range") != null) {
            sendRange(ctx, repository, digest);
        } else {
            send(ctx, opened(reader.open(StorageLayout.blobData(digest)), repository, digest));
        }
    }

    private long size(RepositoryName repository, Digest digest) {
        return reader.head(StorageLayout.blobData(digest))
                .orElseThrow(() -> unknownBlob(repository, digest))
                .size();
    }

    private void sendRange(Context ctx, RepositoryName repository, Digest digest) throws IOException {
        String key = StorageLayout.blobData(digest);
        long size = size(repository, digest);
        Optional<ByteRange> range = RequestHeaders.range(ctx.header("Range"), size);
        if (range.isPresent()) {
            ByteRange part = range.get();
            ctx.status(206);
            ctx.header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size));
            send(ctx, opened(reader.openRange(key, part.first(), part.length()), repository, digest));
        } else {
            send(ctx, opened(reader.open(key), repository, digest));
        }
    }

    private static ObjectContent opened(OpenResult result, RepositoryName repository, Digest digest) {
        if (result instanceof OpenResult.Opened(ObjectContent content)) {
            return content;
        }
        throw unknownBlob(repository, digest);
    }

    private static void send(Context ctx, ObjectContent content) throws IOException {
        try (content) {
            ctx.res().setContentLengthLong(content.object().size());
            content.stream().transferTo(ctx.outputStream());
        }
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
