package io.spoolway.ingest.manifest;

import io.spoolway.ingest.http.OciError;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.List;

/**
 * Makes a manifest readable: first its bytes, then that it refers to its subject, then its link, and last the tags. A process
 * that dies in between leaves nothing that points at what cannot be read, and doing it again goes on from there.
 */
final class Publication {
    /** How often a delete of the same manifest may get in between. */
    private static final int RACES = 10;

    private final Manifests manifests;
    private final Tags tags;
    private final Referrers referrers;

    Publication(Manifests manifests, Tags tags, Referrers referrers) {
        this.manifests = manifests;
        this.tags = tags;
        this.referrers = referrers;
    }

    /**
     * A manifest that was checked.
     *
     * @param pointers tags that are to point at it
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
    record Manifest(
            RepositoryName repository, Digest digest, byte[] bytes, ManifestDocument document, List<Tag> pointers) {}

    /**
     * Does it. Two to four PUTs, and two more for each tag; a HEAD more when there is a tag, and one more when there is a subject:
     * they find a delete that got in between, which would leave a tag pointing at nothing, or a referrer that is not listed.
     */
    void publish(Manifest manifest) {
        manifests.store(manifest.digest(), manifest.bytes());
        for (int race = 0; race < RACES; race++) {
            write(manifest);
            if (isWhole(manifest)) {
                return;
            }
        }
        throw OciError.UNAVAILABLE.because(
                "manifest %s is deleted again and again while it is pushed".formatted(manifest.digest()));
    }

    private void write(Manifest manifest) {
        manifest.document()
                .subject()
                .ifPresent(subject -> referrers.add(
                        manifest.repository(),
                        subject.digest(),
                        Referrer.of(manifest.digest(), manifest.bytes().length, manifest.document())));
        manifests.link(
                manifest.repository(), manifest.digest(), manifest.document().mediaType());
        manifest.pointers().forEach(tag -> tags.point(manifest.repository(), tag, manifest.digest()));
    }

    private boolean isWhole(Manifest manifest) {
        boolean isListed = manifest.document()
                .subject()
                .map(subject -> referrers.has(manifest.repository(), subject.digest(), manifest.digest()))
                .orElse(true);
        return isListed
                && (manifest.pointers().isEmpty() || manifests.isLinked(manifest.repository(), manifest.digest()));
    }
}
