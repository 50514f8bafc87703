package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.ingest.testing.Endpoint;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of referrers of which 20 are looked at for an answer. */
class ListReferrersPagesTest {
    private static final int LOOKS = 20;
    private static final RepositoryName REPOSITORY = new RepositoryName("a");
    private static final Digest SUBJECT = Digest.parse("sha256:" + "0".repeat(64));
    private static final String PATH = "/v2/a/referrers/" + SUBJECT;

    private final StoredObjects objects = new StoredObjects();

    private Endpoint endpoint() {
        ObjectStore store = objects.store();
        ManifestMemory memory = new ManifestMemory(new BufferBudget(64 << 20, new SimpleMeterRegistry()));
        Manifests manifests = new Manifests(store, store, store);
        Referrers referrers = new Referrers(store);
        return Endpoint.start(
                "/v2/<name>/referrers/{digest}",
                new ListReferrers(
                        referrers,
                        new ReferrersTag(new Tags(store), manifests, memory),
                        new ReferrerLookup(manifests, referrers, memory),
                        1 << 20,
                        LOOKS));
    }

    /** So many notes; what is said of those that are linked. */
    private List<String> refer(int count, boolean isLinked) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    Digest digest = Digest.parse("sha256:%064x".formatted(number + 1));
                    Referrer referrer = new Referrer(MediaTypes.OCI_IMAGE, digest.toString(), 1, "a/b", null);
                    objects.put(StorageLayout.referrer(REPOSITORY, SUBJECT, digest), referrer.toJson(), Map.of());
                    if (isLinked) {
                        objects.put(StorageLayout.manifestLink(REPOSITORY, digest), new byte[0], Map.of());
                    }
                    return digest.toString();
                })
                .toList();
    }

    private record Answer(List<String> digests, Optional<String> next) {}

    private static Answer get(Endpoint endpoint, String path) throws Exception {
        HttpResponse<byte[]> answer = endpoint.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> digests = new ArrayList<>();
        new ObjectMapper()
                .readTree(answer.body())
                .path("manifests")
                .forEach(one -> digests.add(one.path("digest").asText()));
        return new Answer(
                digests, answer.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>'))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LOOKS, LOOKS + 1, 2 * LOOKS, 3 * LOOKS - 1})
    void hasEachOfThemOnceHoweverMany(int count) throws Exception {
        List<String> referrers = refer(count, true);
        List<String> found = new ArrayList<>();
        try (Endpoint endpoint = endpoint()) {
            Optional<String> next = Optional.of(PATH);
            while (next.isPresent()) {
                Answer answer = get(endpoint, next.get());
                assertThat(answer.digests()).hasSizeLessThanOrEqualTo(LOOKS);
                found.addAll(answer.digests());
                next = answer.next();
            }
        }
        assertThat(found).isEqualTo(referrers);
    }

    @Test
    void goesOnBehindAPageOnWhichNoneIsLeft() throws Exception {
        refer(LOOKS + 1, false);
        try (Endpoint endpoint = endpoint()) {
            Answer first = get(endpoint, PATH + "?artifactType=a/b");

            assertThat(first.digests()).isEmpty();
            assertThat(first.next()).isPresent();
            assertThat(first.next().orElseThrow()).contains("artifactType=");
            assertThat(get(endpoint, first.next().orElseThrow()).next()).isEmpty();
        }
    }

    @Test
    void looksAtNoMoreThanAPageNeeds() throws Exception {
        refer(5 * LOOKS, true);
        try (Endpoint endpoint = endpoint()) {
            int before = objects.heads();
            get(endpoint, PATH);

            assertThat(objects.heads() - before).isEqualTo(LOOKS);
        }
    }
}
