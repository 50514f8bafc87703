package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * {@code GET /v2/<name>/referrers/<digest>} ("Listing Referrers"), with {@code artifactType}. What is listed is linked: a LIST, a
 * GET for the tag of clients, and for each referrer a HEAD of its link and a GET of its note (two when that is large). An answer of more than 4 MiB, which
 * clients need not take, is cut, and a Link tells where it goes on.
 */
final class ListReferrers implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_VERSION = 2;
    private static final int AT_ONCE = 16;

    private final Referrers referrers;
    private final ReferrersTag tag;
    private final ReferrerLookup lookup;
    private final int pageBytes;

    /** @param pageBytes of the descriptors in an answer; one that is larger is sent alone */
    ListReferrers(Referrers referrers, ReferrersTag tag, ReferrerLookup lookup, int pageBytes) {
        this.referrers = referrers;
        this.tag = tag;
        this.lookup = lookup;
        this.pageBytes = pageBytes;
    }

    private record Index(int schemaVersion, String mediaType, List<Referrer> manifests) {}

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest subject = RequestHeaders.digest(ctx.pathParam("digest"));
        Optional<String> artifactType =
                Optional.ofNullable(ctx.queryParam("artifactType")).filter(type -> !type.isEmpty());
        String last = Optional.ofNullable(ctx.queryParam("last")).orElse("");
        List<List<Digest>> candidates = Stream.concat(
                        referrers.of(repository, subject), tag.listed(repository, subject).stream())
                .filter(digest -> digest.toString().compareTo(last) > 0)
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .gather(Gatherers.windowFixed(AT_ONCE))
                .toList();
        List<Referrer> found = new ArrayList<>();
        long bytes = 0;
        for (List<Digest> some : candidates) {
            for (ReferrerLookup.Look look : looks(repository, subject, some)) {
                Optional<Referrer> described = look.describe().filter(one -> has(one, artifactType));
                if (described.isEmpty()) {
                    continue;
                }
                Referrer referrer = described.get();
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

    private List<ReferrerLookup.Look> looks(RepositoryName repository, Digest subject, List<Digest> digests) {
        return digests.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, digest -> lookup.look(repository, subject, digest)))
                .toList();
    }

    private static boolean has(Referrer referrer, Optional<String> artifactType) {
        return artifactType.isEmpty() || artifactType.get().equals(referrer.artifactType());
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
