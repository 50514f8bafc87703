package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.ManifestPushed;
import io.spoolway.event.RegistryEvent;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code PUT /v2/<name>/manifests/<tag-or-digest>} ("Pushing Manifests"); by digest also with {@code ?tag=}, as often as there
 * are tags. Nothing is written before all is checked.
 */
final class PutManifest implements Handler {
    private final ManifestBody body;
    private final References references;
    private final Publication publication;
    private final EventPublisher publisher;
    private final Duration patience;

    /** @param patience how long after its begin a push still waits for blobs that are completed and not linked yet */
    PutManifest(
            ManifestBody body,
            References references,
            Publication publication,
            EventPublisher publisher,
            Duration patience) {
        this.body = body;
        this.references = references;
        this.publication = publication;
        this.publisher = publisher;
        this.patience = patience;
    }

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        // waiting for memory counts too: clients give up after 30 s, whatever they are made to wait for
        Instant until = Instant.now().plus(patience);
        RepositoryName repository = RequestHeaders.repository(ctx);
        Reference reference = Reference.of(ctx, OciError.MANIFEST_INVALID);
        List<Tag> tags = switch (reference) {
            case Reference.ByTag(Tag tag) -> List.of(tag);
            case Reference.ByDigest byDigest ->
                ctx.queryParams("tag").stream()
                        .map(tag -> Reference.tag(tag, OciError.MANIFEST_INVALID))
                        .distinct()
                        .toList();
        };
        body.read(ctx, bytes -> {
            ManifestDocument document = ManifestDocument.parse(bytes, MediaTypes.ofHeader(ctx.contentType()));
            Digest digest = digest(reference, bytes);
            references.requireAll(repository, document, until);
            publication.publish(new Publication.Manifest(repository, digest, bytes, document, tags));
            publisher.publish(
                    new ManifestPushed(
                            RegistryEvent.newOccurrence(),
                            repository,
                            digest,
                            document.mediaType(),
                            bytes.length,
                            tags,
                            document.subject()
                                    .map(subject -> subject.digest().toString())
                                    .orElse(""),
                            RequestHeaders.client(ctx)),
                    Authenticated.subject(ctx));
            answer(ctx, repository, digest, document);
        });
        if (reference instanceof Reference.ByDigest && !tags.isEmpty()) {
            tags.forEach(tag -> ctx.res().addHeader("OCI-Tag", tag.value()));
        }
    }

    /** What the bytes hash to: under the digest that the client used, or else sha256. */
    private static Digest digest(Reference reference, byte[] bytes) {
        if (!(reference instanceof Reference.ByDigest(Digest wanted))) {
            return hash(DigestAlgorithm.SHA256, bytes);
        }
        Digest actual = hash(wanted.algorithm(), bytes);
        if (!actual.equals(wanted)) {
            throw OciError.DIGEST_INVALID.because(
                    "the manifest hashes to %s, not to %s; it has %d bytes".formatted(actual, wanted, bytes.length));
        }
        return actual;
    }

    private static Digest hash(DigestAlgorithm algorithm, byte[] bytes) {
        MessageDigest hash = algorithm.newHash();
        hash.update(bytes);
        return Digest.finish(algorithm, hash);
    }

    private static void answer(Context ctx, RepositoryName repository, Digest digest, ManifestDocument document) {
        ctx.header("Location", Reference.location(repository, digest));
        ctx.header("Docker-Content-Digest", digest.toString());
        document.subject()
                .ifPresent(subject -> ctx.header("OCI-Subject", subject.digest().toString()));
        ctx.status(201);
    }
}
