package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.ManifestDeleted;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code DELETE /v2/<name>/manifests/<tag-or-digest>} ("Deleting tags", "Deleting Manifests"): a tag goes alone; a manifest goes
 * with all tags that point at it.
 */
final class DeleteManifest implements Handler {
    private final Manifests manifests;
    private final Tags tags;
    private final Referrers referrers;
    private final ManifestMemory memory;
    private final EventPublisher publisher;

    DeleteManifest(
            Manifests manifests, Tags tags, Referrers referrers, ManifestMemory memory, EventPublisher publisher) {
        this.manifests = manifests;
        this.tags = tags;
        this.referrers = referrers;
        this.memory = memory;
        this.publisher = publisher;
    }

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        switch (Reference.of(ctx, OciError.MANIFEST_UNKNOWN)) {
            case Reference.ByTag byTag -> deleteTag(ctx, repository, byTag);
            case Reference.ByDigest byDigest -> deleteManifest(ctx, repository, byDigest);
        }
        ctx.status(202);
    }

    private void deleteTag(Context ctx, RepositoryName repository, Reference.ByTag reference) {
        Tag tag = reference.tag();
        Optional<Digest> digest = tags.current(repository, tag);
        tags.delete(repository, tag); // even if it points nowhere: what a push that died left of it
        publisher.publish(
                new TagDeleted(
                        RegistryEvent.newOccurrence(),
                        repository,
                        tag,
                        digest.orElseThrow(() -> reference.unknown(repository)),
                        RequestHeaders.client(ctx)),
                Authenticated.subject(ctx));
    }

    /** The link first: a push that goes on at the same time looks for it after its tags, and these are looked for after it. */
    private void deleteManifest(Context ctx, RepositoryName repository, Reference.ByDigest reference)
            throws IOException, InterruptedException {
        Digest digest = reference.digest();
        Optional<Manifests.Link> link = manifests.link(repository, digest);
        if (link.isPresent()) {
            manifests.unlink(repository, digest);
            forgetReferrer(repository, digest, link.get());
        }
        // also when a delete died behind the link: its tags are left
        List<Tag> pointers = tags.pointingAt(repository, digest);
        pointers.forEach(tag -> tags.delete(repository, tag));
        if (link.isEmpty() && pointers.isEmpty()) {
            throw reference.unknown(repository);
        }
        publisher.publish(
                new ManifestDeleted(
                        RegistryEvent.newOccurrence(), repository, digest, pointers, RequestHeaders.client(ctx)),
                Authenticated.subject(ctx));
    }

    private void forgetReferrer(RepositoryName repository, Digest digest, Manifests.Link link)
            throws IOException, InterruptedException {
        Optional<Noted> noted = memory.read(
                        manifests.open(digest),
                        bytes -> ManifestDocument.ofStored(bytes, link.mediaType())
                                .flatMap(document -> Noted.of(digest, bytes.length, document)))
                .flatMap(found -> found);
        if (noted.isPresent()) {
            Digest subject = noted.get().subject();
            referrers.remove(repository, subject, digest);
            // it may have been pushed again meanwhile, and its note be the one that was removed
            if (manifests.isLinked(repository, digest)) {
                referrers.add(repository, subject, noted.get().referrer());
            }
        }
    }

    /** A note that a manifest has, if it has a subject. */
    private record Noted(Digest subject, Referrer referrer) {
        static Optional<Noted> of(Digest digest, long size, ManifestDocument document) {
            return document.subject().map(subject -> new Noted(subject.digest(), Referrer.of(digest, size, document)));
        }
    }
}
