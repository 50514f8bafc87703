package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.OpenResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which manifests have which subject: one object for each, so that nobody ever changes what another wrote. It follows from the
 * bytes of the manifest, so it does no harm to write it again; what counts besides is that the manifest is linked.
 */
final class Referrers {
    private final ObjectStore store;

    Referrers(ObjectStore store) {
        this.store = store;
    }

    /** Notes that a manifest has this subject. */
    void add(RepositoryName repository, Digest subject, Referrer referrer) {
        store.put(
                StorageLayout.referrer(repository, subject, Digest.parse(referrer.digest())),
                ObjectBody.of(referrer.toJson()));
    }

    /** Whether that is noted; one HEAD. */
    boolean has(RepositoryName repository, Digest subject, Digest referrer) {
        return store.head(StorageLayout.referrer(repository, subject, referrer)).isPresent();
    }

    /** What was noted, to be read by {@link Referrer#parse}; one GET. */
    OpenResult open(RepositoryName repository, Digest subject, Digest referrer) {
        return store.open(StorageLayout.referrer(repository, subject, referrer));
    }

    /** All that were noted with this subject, in the order of their digests, whether they are linked or not; one LIST for a thousand. */
    Stream<Digest> of(RepositoryName repository, Digest subject) {
        return store.list(StorageLayout.referrers(repository, subject))
                .map(ListedObject::key)
                .map(StorageLayout::referrerOf)
                .flatMap(Optional::stream);
    }

    /** Forgets one. */
    void remove(RepositoryName repository, Digest subject, Digest referrer) {
        store.delete(List.of(StorageLayout.referrer(repository, subject, referrer)));
    }
}
