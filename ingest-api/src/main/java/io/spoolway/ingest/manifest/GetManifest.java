package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.Conditions;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.OpenResult;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /v2/<name>/manifests/<tag-or-digest>} ("Pulling manifests"). A manifest is served as what it is,
 * whatever the client accepts: its digest is of those bytes. Two requests to the store, and one more by tag.
 */
final class GetManifest implements Handler {
    private final Manifests manifests;
    private final Tags tags;
    private final BlobLinks links;
    private final ManifestMemory memory;

    GetManifest(Manifests manifests, Tags tags, BlobLinks links, ManifestMemory memory) {
        this.manifests = manifests;
        this.tags = tags;
        this.links = links;
        this.memory = memory;
    }

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        // what can be no tag is the name of nothing
        Reference reference = Reference.of(ctx, OciError.MANIFEST_UNKNOWN);
        Optional<Digest> found = switch (reference) {
            case Reference.ByDigest(Digest digest) -> Optional.of(digest);
            case Reference.ByTag(var tag) -> tags.current(repository, tag);
        };
        Digest digest = found.orElseThrow(() -> unknown(ctx, repository, reference));
        Manifests.Link link = manifests.link(repository, digest).orElseThrow(() -> unknown(ctx, repository, reference));
        ctx.header("Docker-Content-Digest", digest.toString());
        String etag = Conditions.etag(digest);
        ctx.header("ETag", etag);
        ctx.header("Cache-Control", reference instanceof Reference.ByTag ? Conditions.CHANGING : Conditions.UNCHANGING);
        if (Conditions.isNotModified(ctx, etag)) {
            Conditions.notModified(ctx);
        } else if (link.mediaType().isPresent()) {
            ctx.contentType(link.mediaType().get());
            send(ctx, repository, reference, digest);
        } else {
            Optional<Context> sent = memory.read(manifests.open(digest), bytes -> sendStored(ctx, bytes));
            if (sent.isEmpty()) {
                throw unknown(ctx, repository, reference);
            }
        }
    }

    private void send(Context ctx, RepositoryName repository, Reference reference, Digest digest) throws IOException {
        if (isHead(ctx)) {
            ctx.res().setContentLengthLong(manifests.size(digest).orElseThrow(() -> reference.unknown(repository)));
        } else if (manifests.open(digest) instanceof OpenResult.Opened(ObjectContent content)) {
            try (content) {
                ctx.res().setContentLengthLong(content.object().size());
                content.transferTo(ctx.outputStream());
            }
        } else {
            throw reference.unknown(repository);
        }
    }

    /** One that a stock registry stored tells its type by its content. */
    private static Context sendStored(Context ctx, byte[] bytes) throws IOException {
        ctx.contentType(ManifestDocument.storedMediaType(bytes));
        ctx.res().setContentLengthLong(bytes.length);
        if (!isHead(ctx)) {
            ctx.outputStream().write(bytes);
        }
        return ctx;
    }

    private static boolean isHead(Context ctx) {
        return HandlerType.HEAD.equals(ctx.method());
    }

    /** The code tells a repository that does not exist from a manifest that it does not have; only GET has a body to say so. */
    private ApiException unknown(Context ctx, RepositoryName repository, Reference reference) {
        return isHead(ctx) || links.exists(repository)
                ? reference.unknown(repository)
                : OciError.NAME_UNKNOWN.because("there is no repository " + repository);
    }
}
