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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * {@code GET /v2/<name>/referrers/<digest>} ("Listing Referrers"), with {@code artifactType}. What is listed is linked: a LIST, a
 * GET for the tag of clients, and for each referrer a HEAD of its link and a GET of its note (two when that is large). An
 * answer of more than 4 MiB, which clients need not take, is cut, and so is the work of one request; a Link tells where it goes on.
 */
final class ListReferrers implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_VERSION = 2;
    private static final int AT_ONCE = 16;

    private final Referrers referrers;
    private final ReferrersTag tag;
    private final ReferrerLookup lookup;
    private final int pageBytes;
    private final int pageLooks;

    /**
     * Puts it together.
     *
     * @param pageBytes of the descriptors in an answer; one that is larger is sent alone
     * @param pageLooks how many are looked at for an answer, which may have fewer, or none
     */
    ListReferrers(Referrers referrers, ReferrersTag tag, ReferrerLookup lookup, int pageBytes, int pageLooks) {
        this.referrers = referrers;
        this.tag = tag;
        this.lookup = lookup;
        this.pageBytes = pageBytes;
        this.pageLooks = pageLooks;
    }

    private record Index(int schemaVersion, String mediaType, List<Referrer> manifests) {}

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Digest subject = RequestHeaders.digest(ctx.pathParam("digest"));
        Optional<String> artifactType =
                Optional.ofNullable(ctx.queryParam("artifactType")).filter(type -> !type.isEmpty());
        String last = Optional.ofNullable(ctx.queryParam("last")).orElse("");
        List<Digest> candidates = candidates(repository, subject, last);
        List<Digest> page = candidates.subList(0, Math.min(pageLooks, candidates.size()));
        List<Referrer> found = new ArrayList<>();
        long bytes = 0;
        for (int from = 0; from < page.size(); from += AT_ONCE) {
            List<Digest> some = page.subList(from, Math.min(from + AT_ONCE, page.size()));
            for (ReferrerLookup.Look look : looks(repository, subject, some)) {
                Optional<Referrer> described = look.describe().filter(one -> has(one, artifactType));
                if (described.isEmpty()) {
                    continue;
                }
                Referrer referrer = described.get();
                bytes += referrer.toJson().length;
                if (bytes > pageBytes && !found.isEmpty()) {
                    linkNext(ctx, found.getLast().digest(), artifactType);
                    answer(ctx, found, artifactType);
                    return;
                }
                found.add(referrer);
            }
        }
        if (page.size() < candidates.size()) {
            linkNext(ctx, page.getLast().toString(), artifactType);
        }
        answer(ctx, found, artifactType);
    }

    /** Those behind the last, in order; one more than is looked at when there are more. */
    private List<Digest> candidates(RepositoryName repository, Digest subject, String last)
            throws IOException, InterruptedException {
        Predicate<Digest> isBehind = digest -> digest.toString().compareTo(last) > 0;
        // in order as they are listed, so that no more is listed than is needed
        Stream<Digest> noted =
                referrers.of(repository, subject).filter(isBehind).limit(pageLooks + 1L);
        Stream<Digest> tagged = tag.listed(repository, subject).stream().filter(isBehind);
        return Stream.concat(noted, tagged)
                .distinct()
                .sorted(Comparator.comparing(Digest::toString))
                .limit(pageLooks + 1L)
                .toList();
    }

    private List<ReferrerLookup.Look> looks(RepositoryName repository, Digest subject, List<Digest> digests) {
        return digests.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, digest -> lookup.look(repository, subject, digest)))
                .toList();
    }

    private static boolean has(Referrer referrer, Optional<String> artifactType) {
        return artifactType.isEmpty() || artifactType.get().equals(referrer.artifactType());
    }

    private static void linkNext(Context ctx, String last, Optional<String> artifactType) {
        Page.linkNext(
                ctx,
                artifactType
                                .map(type -> "artifactType=" + Page.encoded(type) + "&")
                                .orElse("")
                        + "last=" + Page.encoded(last));
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
