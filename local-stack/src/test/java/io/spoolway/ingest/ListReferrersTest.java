package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Images;
import io.spoolway.testing.Race;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/<name>/referrers/<digest>}. */
class ListReferrersTest {
    private static final String SBOM = "application/vnd.example.sbom.v1";
    private static final String SIGNATURE = "application/vnd.example.signature.v1";

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final Images images = new Images(registry, repository);
    private final ObjectNode image = images.image();

    private HttpResponse<byte[]> referrers(Object subject) {
        return registry.get("/v2/" + repository + "/referrers/" + subject);
    }

    private static List<JsonNode> descriptors(HttpResponse<byte[]> answer) {
        assertThatAnswer(answer).hasStatus(200).hasHeader("Content-Type", Images.OCI_INDEX);
        ObjectNode index = Images.parse(answer);
        assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
        assertThat(index.path("mediaType").asText()).isEqualTo(Images.OCI_INDEX);
        assertThat(index.path("manifests").isArray()).isTrue();
        return StreamSupport.stream(index.path("manifests").spliterator(), false)
                .toList();
    }

    private static Set<String> digests(HttpResponse<byte[]> answer) {
        return descriptors(answer).stream()
                .map(one -> one.path("digest").asText())
                .collect(Collectors.toSet());
    }

    @Test
    void describesEachManifestWithThatSubject() {
        Digest subject = images.push("latest", image);
        ObjectNode sbom = Images.referrer(image, subject, SBOM);
        byte[] bytes = Images.bytes(sbom);

        assertThatAnswer(images.put(Registry.sha256(bytes), bytes, Images.OCI_IMAGE))
                .hasStatus(201)
                .hasHeader("OCI-Subject", subject.toString());

        ObjectNode expected = Images.descriptor(Images.OCI_IMAGE, Registry.sha256(bytes), bytes.length)
                .put("artifactType", SBOM);
        expected.set("annotations", sbom.path("annotations"));
        assertThat(descriptors(referrers(subject))).singleElement().satisfies(one -> {
            assertThat(one.path("digest")).isEqualTo(expected.path("digest"));
            assertThat(one.path("mediaType")).isEqualTo(expected.path("mediaType"));
            assertThat(one.path("artifactType")).isEqualTo(expected.path("artifactType"));
            assertThat(one.path("annotations")).isEqualTo(expected.path("annotations"));
            assertThat(one.path("size").asLong()).isEqualTo(bytes.length);
        });
    }

    @Test
    void takesTheTypeOfTheConfigForAnImageThatHasNoneAndNoneForAnIndex() {
        Digest subject = images.push("latest", image);
        ObjectNode withoutType = Images.referrer(image, subject, "");
        withoutType.remove("artifactType");
        Digest imageDigest = images.push("image", withoutType);
        ObjectNode index = Images.index(Images.bytes(image));
        index.set("subject", Images.descriptor(Images.OCI_IMAGE, subject, 100));
        Digest indexDigest = images.push("index", index);

        List<JsonNode> found = descriptors(referrers(subject));

        assertThat(found).hasSize(2).allSatisfy(one -> {
            if (one.path("digest").asText().equals(imageDigest.toString())) {
                assertThat(one.path("artifactType"))
                        .isEqualTo(image.path("config").path("mediaType"));
            } else {
                assertThat(one.path("digest").asText()).isEqualTo(indexDigest.toString());
                assertThat(one.has("artifactType")).isFalse();
                assertThat(one.path("mediaType").asText()).isEqualTo(Images.OCI_INDEX);
            }
        });
    }

    @Test
    void filtersByArtifactType() {
        Digest subject = images.push("latest", image);
        Digest sbom = images.push("sbom", Images.referrer(image, subject, SBOM));
        images.push("signature", Images.referrer(image, subject, SIGNATURE));

        HttpResponse<byte[]> filtered = referrers(subject + "?artifactType=" + SBOM);

        assertThat(digests(filtered)).containsExactly(sbom.toString());
        assertThatAnswer(filtered).hasHeader("OCI-Filters-Applied", "artifactType");
        assertThat(digests(referrers(subject + "?artifactType=application/vnd.example.other")))
                .isEmpty();
        assertThatAnswer(referrers(subject)).hasNoHeader("OCI-Filters-Applied");
    }

    @Test
    void isEmptyForWhatHasNoReferrersEvenInARepositoryThatNeverWas() {
        Digest subject = images.push("latest", image);
        Digest sha512 = Registry.digest(DigestAlgorithm.SHA512, Images.bytes(image));

        assertThat(descriptors(referrers(subject))).isEmpty();
        assertThat(descriptors(referrers(sha512))).isEmpty();
        assertThat(descriptors(registry.get("/v2/" + Registry.newRepository() + "/referrers/" + subject)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "sha256:abc", "md5:00000000000000000000000000000000"})
    void refusesWhatIsNoDigest(String subject) {
        assertThatAnswer(referrers(subject)).isError(400, "DIGEST_INVALID");
    }

    @Test
    void listsThemBeforeTheSubjectIsThereAndAfterItIsDeleted() {
        Digest subject = Registry.sha256(Images.bytes(image));
        Digest sbom = images.push("sbom", Images.referrer(image, subject, SBOM));
        assertThat(digests(referrers(subject))).containsExactly(sbom.toString());

        images.push("latest", image);
        assertThatAnswer(images.delete(subject)).hasStatus(202);

        assertThat(digests(referrers(subject))).containsExactly(sbom.toString());
    }

    @Test
    void doesNotListWhatIsDeletedHereOrByAnotherRegistry() {
        Digest subject = images.push("latest", image);
        Digest here = images.push("a", Images.referrer(image, subject, SBOM));
        Digest elsewhere = images.push("b", Images.referrer(image, subject, SBOM));
        assertThat(digests(referrers(subject))).hasSize(2);

        assertThatAnswer(images.delete(here)).hasStatus(202);
        try (ObjectStore store = Stores.of(TestStack.shared())) {
            store.delete(List.of(StorageLayout.manifestLink(new RepositoryName(repository), elsewhere)));
        }

        assertThat(descriptors(referrers(subject))).isEmpty();
    }

    @Test
    void leavesNothingInTheBucketOfAReferrerOfWhateverTypeThatWasDeleted() {
        Digest subject = images.push("latest", image);
        ObjectNode thing = Images.referrer(Images.index(), subject, SBOM);
        thing.remove(List.of("mediaType", "schemaVersion", "manifests"));
        byte[] bytes = Images.bytes(thing);
        Digest digest = Registry.sha256(bytes);
        assertThatAnswer(images.put("thing", bytes, "application/vnd.example.thing+json"))
                .hasStatus(201)
                .hasHeader("OCI-Subject", subject.toString());
        assertThat(digests(referrers(subject))).containsExactly(digest.toString());

        assertThatAnswer(images.delete(digest)).hasStatus(202);

        try (ObjectStore store = Stores.of(TestStack.shared())) {
            assertThat(store.list(StorageLayout.referrers(new RepositoryName(repository), subject)))
                    .isEmpty();
        }
    }

    @Test
    void listsWhatClientsKeptUnderATagWhenItWasPushedToARegistryWithoutReferrers() {
        Digest subject = images.push("latest", image);
        ObjectNode sbom = Images.referrer(image, subject, SBOM);
        Digest digest = images.push("sbom", sbom);
        ObjectNode unrelated = images.image();
        images.push("unrelated", unrelated);
        try (ObjectStore store = Stores.of(TestStack.shared())) {
            store.delete(List.of(StorageLayout.referrer(new RepositoryName(repository), subject, digest)));
        }
        assertThat(descriptors(referrers(subject))).isEmpty();

        images.push(subject.toString().replace(':', '-'), Images.index(Images.bytes(sbom), Images.bytes(unrelated)));

        assertThat(digests(referrers(subject))).containsExactly(digest.toString());
        assertThat(digests(referrers(subject + "?artifactType=" + SBOM))).containsExactly(digest.toString());
    }

    @Test
    void cutsAnAnswerThatIsTooLargeForClients() {
        Digest subject = images.push("latest", image);
        Set<String> pushed = IntStream.range(0, 3)
                .mapToObj(number -> {
                    ObjectNode large = Images.referrer(image, subject, SBOM);
                    large.withObject("/annotations").put("large", "x".repeat(2 << 20));
                    return images.push("large-" + number, large).toString();
                })
                .collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        String url = "/v2/" + repository + "/referrers/" + subject + "?artifactType=" + SBOM;
        while (!url.isEmpty()) {
            HttpResponse<byte[]> answer = registry.get(url);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(4 << 20);
            assertThatAnswer(answer).hasHeader("OCI-Filters-Applied", "artifactType");
            found.addAll(digests(answer));
            url = answer.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }

        assertThat(found).hasSize(3).containsExactlyInAnyOrderElementsOf(pushed);
    }

    @Test
    void isExactAfterPushesAndDeletesAtTheSameTime() throws Exception {
        Digest subject = images.push("latest", image);
        int each = 6;
        List<ObjectNode> kept = manifests(subject, each);
        List<ObjectNode> deleted = manifests(subject, each);
        deleted.forEach(one -> images.push(Registry.sha256(Images.bytes(one)), one));

        Race.of(2 * each, number -> {
            ObjectNode own = (number < each ? kept : deleted).get(number % each);
            Digest digest = Registry.sha256(Images.bytes(own));
            return number < each
                    ? images.push(digest, own)
                    : images.delete(digest).statusCode();
        });

        assertThat(digests(referrers(subject))).isEqualTo(digestsOf(kept));
    }

    @Test
    void listsAManifestThatIsPushedAndDeletedAtTheSameTimeIfItCanBeRead() throws Exception {
        Digest subject = images.push("latest", image);
        List<ObjectNode> fought = manifests(subject, 4);
        for (int round = 0; round < 5; round++) {
            Race.of(4 * fought.size(), number -> {
                ObjectNode own = fought.get(number % fought.size());
                Digest digest = Registry.sha256(Images.bytes(own));
                return number % 8 < 4
                        ? images.push("tag" + number % 4, own)
                        : images.delete(digest).statusCode();
            });

            assertThat(digests(referrers(subject)))
                    .isEqualTo(digestsOf(fought).stream()
                            .filter(digest -> images.get(digest).statusCode() == 200)
                            .collect(Collectors.toSet()));
            // and no tag points at what cannot be read
            Images.parse(registry.get("/v2/" + repository + "/tags/list"))
                    .path("tags")
                    .forEach(tag -> assertThatAnswer(images.get(tag.asText())).hasStatus(200));
        }
    }

    private List<ObjectNode> manifests(Digest subject, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Images.referrer(image, subject, SBOM))
                .toList();
    }

    private static Set<String> digestsOf(List<ObjectNode> manifests) {
        return manifests.stream()
                .map(one -> Registry.sha256(Images.bytes(one)).toString())
                .collect(Collectors.toSet());
    }
}
