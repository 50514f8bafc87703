package io.spoolway.ingest.manifest;

import io.spoolway.ingest.blob.AwaitedLinks;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Whether a repository has what a manifest names, so that whoever can read the manifest can read all of it. */
final class References {
    /** Checks of one manifest under way at once: an image has few layers, and one of thousands must not take the whole store. */
    private static final int PARALLELISM = 16;

    /** So many missing ones are told; the rest is counted. */
    private static final int TOLD = 100;

    private final AwaitedLinks blobs;
    private final Manifests manifests;

    References(AwaitedLinks blobs, Manifests manifests) {
        this.blobs = blobs;
        this.manifests = manifests;
    }

    private record Check(Descriptor descriptor, boolean isManifest) {
        @Override
        public String toString() {
            return (isManifest ? "manifest " : "blob ") + descriptor.digest();
        }
    }

    /**
     * Checks each blob and each manifest that it names, with a HEAD each, except layers that are kept elsewhere. A subject may
     * be missing.
     *
     * @param until so long all of them are waited for, if they are completed and not linked yet
     * @throws ApiException MANIFEST_BLOB_UNKNOWN with all that are missing
     */
    void requireAll(RepositoryName repository, ManifestDocument manifest, Instant until) {
        List<String> missing = Stream.concat(
                        manifest.blobs().stream().map(blob -> new Check(blob, false)),
                        manifest.manifests().stream().map(child -> new Check(child, true)))
                .filter(check -> !check.descriptor().isElsewhere())
                .collect(Collectors.toMap(Check::toString, check -> check, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .gather(Gatherers.mapConcurrent(
                        PARALLELISM, check -> isThere(repository, check, until) ? "" : check.toString()))
                .filter(text -> !text.isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw OciError.MANIFEST_BLOB_UNKNOWN.because(
                    "repository %s does not have what the manifest names: %s%s; push that first"
                            .formatted(
                                    repository,
                                    missing.stream().limit(TOLD).collect(Collectors.joining(", ")),
                                    missing.size() > TOLD ? " and %d more".formatted(missing.size() - TOLD) : ""));
        }
    }

    private boolean isThere(RepositoryName repository, Check check, Instant until) {
        Descriptor descriptor = check.descriptor();
        if (check.isManifest() && manifests.isLinked(repository, descriptor.digest())) {
            return true;
        }
        // BuildKit stores its cache as an index of layers
        boolean mayBeBlob = !check.isManifest() || !MediaTypes.isManifest(descriptor.mediaType());
        return mayBeBlob && awaitLinked(repository, descriptor.digest(), until);
    }

    private boolean awaitLinked(RepositoryName repository, Digest digest, Instant until) {
        try {
            return blobs.awaitLinked(repository, digest, until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
