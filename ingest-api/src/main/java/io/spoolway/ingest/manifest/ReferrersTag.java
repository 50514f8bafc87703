package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The index that clients keep by themselves, under a tag made from the digest of the subject, in registries without a
 * referrers API ("Referrers Tag Schema"). What it lists must be found by the API too ("Enabling the Referrers API").
 */
final class ReferrersTag {
    /** How much of a digest is in the tag. */
    private static final int MAX_ENCODED = 64;

    private final Tags tags;
    private final Manifests manifests;

    ReferrersTag(Tags tags, Manifests manifests) {
        this.tags = tags;
        this.manifests = manifests;
    }

    /** The manifests in the index; whether they have the subject is not said. One GET when there is no such tag, and else two. */
    Stream<Digest> listed(RepositoryName repository, Digest subject) {
        String encoded =
                subject.hex().substring(0, Math.min(MAX_ENCODED, subject.hex().length()));
        return tags
                .current(repository, new Tag(subject.algorithm().prefix() + "-" + encoded))
                .flatMap(manifests::read)
                .flatMap(bytes -> ManifestDocument.ofStored(bytes, Optional.empty()))
                .stream()
                .flatMap(index -> index.manifests().stream())
                .map(Descriptor::digest);
    }
}
