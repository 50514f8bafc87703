package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Describes referrers: by the note of one, or by itself if it was pushed to a registry without the API. Many are looked at at once;
 * what is large is read afterwards, one by one, so that its memory is that of one.
 */
final class ReferrerLookup {
    private final Manifests manifests;
    private final Referrers referrers;
    private final ManifestMemory memory;

    ReferrerLookup(Manifests manifests, Referrers referrers, ManifestMemory memory) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.memory = memory;
    }

    /** What a look has found. */
    interface Look {
        /** Empty for one that was deleted, and for one that a client listed wrongly. */
        Optional<Referrer> describe() throws IOException, InterruptedException;
    }

    /** A HEAD of the link, and a GET of the note; one more GET for each that is large. */
    Look look(RepositoryName repository, Digest subject, Digest digest) {
        Optional<Manifests.Link> link = manifests.link(repository, digest);
        if (link.isEmpty()) {
            return Optional::empty;
        }
        return look(() -> referrers.open(repository, subject, digest), note -> Optional.of(Referrer.parse(note)))
                .or(() -> look(() -> manifests.open(digest), bytes -> byItself(subject, digest, link.get(), bytes)))
                .orElse(Optional::empty);
    }

    private Optional<Look> look(Supplier<OpenResult> source, Function<byte[], Optional<Referrer>> describe) {
        if (!(source.get() instanceof OpenResult.Opened(ObjectContent content))) {
            return Optional.empty();
        }
        try (content) {
            if (!ManifestMemory.isSmall(content)) {
                return Optional.of(
                        () -> memory.read(source.get(), describe::apply).flatMap(found -> found));
            }
            Optional<Referrer> described = describe.apply(content.readAll());
            return Optional.of(() -> described);
        } catch (IOException e) {
            throw new StoreException.Unavailable("referrer could not be read", e);
        }
    }

    private static Optional<Referrer> byItself(Digest subject, Digest digest, Manifests.Link link, byte[] bytes) {
        return ManifestDocument.ofStored(bytes, link.mediaType())
                .filter(document -> document.subject()
                        .map(Descriptor::digest)
                        .filter(subject::equals)
                        .isPresent())
                .map(document -> Referrer.of(digest, bytes.length, document));
    }
}
