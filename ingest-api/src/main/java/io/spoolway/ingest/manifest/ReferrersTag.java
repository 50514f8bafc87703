package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The index that clients keep by themselves, under a tag made from the digest of the subject, in registries without a
 * referrers API ("Referrers Tag Schema"). What it lists must be found by the API too ("Enabling the Referrers API").
 */
final class ReferrersTag {
    /** How much of a digest is in the tag. */
    private static final int MAX_ENCODED = 64;

    private final Tags tags;
    private final Manifests manifests;
    private final ManifestMemory memory;

    ReferrersTag(Tags tags, Manifests manifests, ManifestMemory memory) {
        this.tags = tags;
        this.manifests = manifests;
        this.memory = memory;
    }

    /** The manifests in the index; whether they have the subject is not said. One GET when there is no such tag, and else two. */
    List<Digest> listed(RepositoryName repository, Digest subject) throws IOException, InterruptedException {
        String encoded =
                subject.hex().substring(0, Math.min(MAX_ENCODED, subject.hex().length()));
        Optional<Digest> index =
                tags.current(repository, new Tag(subject.algorithm().prefix() + "-" + encoded));
        return index.isEmpty()
                ? List.of()
                : memory.read(manifests.open(index.get()), ReferrersTag::children)
                        .orElse(List.of());
    }

    private static List<Digest> children(byte[] index) {
        return ManifestDocument.ofStored(index, Optional.empty()).stream()
                .flatMap(document -> document.manifests().stream())
                .map(Descriptor::digest)
                .toList();
    }
}
