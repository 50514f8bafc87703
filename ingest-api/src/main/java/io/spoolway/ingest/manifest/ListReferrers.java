package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * {@code GET /v2/<name>/referrers/<digest>} ("Listing Referrers"), with {@code artifactType}. What is listed is linked: a LIST, a
 * GET for the tag of clients, and for each referrer a HEAD of its link and a GET of its note. An answer of more than 4 MiB, which
 * clients need not take, is cut, and a Link tells where it goes on.
 */
final class ListReferrers implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_VERSION = 2;
    private static final int PARALLELISM = 16;
    private static final int AT_ONCE = 64;

    private final Manifests manifests;
    private final Referrers referrers;
    private final ReferrersTag tag;
    private final int pageBytes;

    /** @param pageBytes of the descriptors in an answer; one that is larger is sent alone */
    ListReferrers(Manifests manifests, Referrers referrers, ReferrersTag tag, int pageBytes) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.tag = tag;
        this.pageBytes = pageBytes;
    }

    private record Index(int schemaVersion, String mediaType, List<Referrer> manifests) {}

    @Override
    public void handle(Context ctx) throws JsonProcessingException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest subject = RequestHeaders.digest(ctx.pathParam("digest"));
        Optional<String> artifactType =
                Optional.ofNullable(ctx.queryParam("artifactType")).filter(type -> !type.isEmpty());
        String last = Optional.ofNullable(ctx.queryParam("last")).orElse("");
        List<List<Digest>> candidates = Stream.concat(
                        referrers.of(repository, subject), tag.listed(repository, subject))
                .filter(digest -> digest.toString().compareTo(last) > 0)
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .gather(Gatherers.windowFixed(AT_ONCE))
                .toList();
        List<Referrer> found = new ArrayList<>();
        long bytes = 0;
        for (List<Digest> some : candidates) {
            for (Referrer referrer : described(repository, subject, some, artifactType)) {
                bytes += referrer.toJson().length;
                if (bytes > pageBytes && !found.isEmpty()) {
                    linkNext(ctx, found.getLast(), artifactType);
                    answer(ctx, found, artifactType);
                    return;
                }
                found.add(referrer);
            }
        }
        answer(ctx, found, artifactType);
    }

    private List<Referrer> described(
            RepositoryName repository, Digest subject, List<Digest> digests, Optional<String> artifactType) {
        return digests.stream()
                .gather(Gatherers.mapConcurrent(PARALLELISM, digest -> describe(repository, subject, digest)))
                .flatMap(Optional::stream)
                .filter(referrer -> artifactType
                        .map(type -> type.equals(referrer.artifactType()))
                        .orElse(true))
                .toList();
    }

    /** Empty for one that was deleted, and for one that a client listed wrongly. */
    private Optional<Referrer> describe(RepositoryName repository, Digest subject, Digest digest) {
        return manifests
                .link(repository, digest)
                .flatMap(link ->
                        referrers.find(repository, subject, digest).or(() -> describedByItself(subject, digest, link)));
    }

    /** One that was pushed to a registry without the API. */
    private Optional<Referrer> describedByItself(Digest subject, Digest digest, Manifests.Link link) {
        return manifests
                .read(digest)
                .flatMap(bytes -> ManifestDocument.ofStored(bytes, link.mediaType())
                        .filter(document -> document.subject()
                                .map(Descriptor::digest)
                                .filter(subject::equals)
                                .isPresent())
                        .map(document -> Referrer.of(digest, bytes.length, document)));
    }

    private static void linkNext(Context ctx, Referrer last, Optional<String> artifactType) {
        Page.linkNext(
                ctx,
                artifactType
                                .map(type -> "artifactType=" + Page.encoded(type) + "&")
                                .orElse("")
                        + "last=" + Page.encoded(last.digest()));
    }

    private static void answer(Context ctx, List<Referrer> found, Optional<String> artifactType)
            throws JsonProcessingException {
        if (artifactType.isPresent()) {
            ctx.header("OCI-Filters-Applied", "artifactType");
        }
        ctx.contentType(MediaTypes.OCI_INDEX)
                .result(JSON.writeValueAsBytes(new Index(SCHEMA_VERSION, MediaTypes.OCI_INDEX, found)));
    }
}
