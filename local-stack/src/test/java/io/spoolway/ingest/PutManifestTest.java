package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.event.ManifestPushed;
import io.spoolway.event.PipelineEvent;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Events;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PUT /v2/<name>/manifests/<tag-or-digest>}. */
class PutManifestTest {
    private static final int LIMIT = 4 << 20;

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final Images images = new Images(registry, repository);

    private String location(Digest digest) {
        return images.path(digest);
    }

    @Test
    void takesAManifestByTagAndServesItsExactBytes() {
        byte[] image = Images.bytes(images.image());
        Digest digest = Registry.sha256(image);

        assertThatAnswer(images.put("latest", image, Images.OCI_IMAGE))
                .hasStatus(201)
                .hasHeader("Location", location(digest))
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasNoHeader("OCI-Subject")
                .hasNoHeader("OCI-Tag");

        for (Object reference : List.of("latest", digest)) {
            assertThatAnswer(images.get(reference))
                    .hasStatus(200)
                    .hasHeader("Content-Type", Images.OCI_IMAGE)
                    .hasHeader("Docker-Content-Digest", digest.toString())
                    .hasBody(image);
        }
    }

    @Test
    void takesAManifestByEitherKindOfDigestAndUnderNoOther() {
        byte[] image = Images.bytes(images.image());
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = Registry.digest(algorithm, image);

            assertThatAnswer(images.get(digest)).hasStatus(404);
            assertThatAnswer(images.put(digest, image, Images.OCI_IMAGE))
                    .hasStatus(201)
                    .hasHeader("Location", location(digest))
                    .hasHeader("Docker-Content-Digest", digest.toString());
            assertThatAnswer(images.get(digest)).hasStatus(200).hasBody(image);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha512"})
    void tagsWhatIsPushedByDigest(String algorithm) {
        byte[] image = Images.bytes(images.image());
        Digest digest = Registry.digest(DigestAlgorithm.named(algorithm).orElseThrow(), image);

        HttpResponse<byte[]> answer = images.put(digest + "?tag=1.2.3&tag=1&tag=latest", image, Images.OCI_IMAGE);

        assertThatAnswer(answer).hasStatus(201);
        assertThat(answer.headers().allValues("OCI-Tag")).containsExactly("1.2.3", "1", "latest");
        assertThatAnswer(images.get("1.2.3"))
                .hasStatus(200)
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasBody(image);
    }

    @Test
    void liesInTheBucketAsCncfDistributionLaysItOut() {
        Digest digest = images.push("latest", images.image());
        RepositoryName name = new RepositoryName(repository);
        Tag tag = new Tag("latest");
        try (ObjectStore store = Stores.of(TestStack.shared())) {
            for (String link : List.of(
                    StorageLayout.manifestLink(name, digest),
                    StorageLayout.tagCurrent(name, tag),
                    StorageLayout.tagIndex(name, tag, digest))) {
                assertThat(Stores.content(store, link))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(digest.toString());
            }
            assertThat(Registry.sha256(Stores.content(store, StorageLayout.blobData(digest))))
                    .isEqualTo(digest);
        }
    }

    @Test
    void movesATag() {
        Digest first = images.push("latest", images.image());
        Digest second = images.push("latest", images.image());

        assertThatAnswer(images.head("latest")).hasStatus(200).hasHeader("Docker-Content-Digest", second.toString());
        assertThatAnswer(images.head(first)).hasStatus(200);
    }

    @Test
    void isTold() {
        ObjectNode image = images.image();
        Digest digest = images.push("latest", image);

        List<PipelineEvent> events = Events.of(TestStack.shared().bootstrapServers(), repository);

        assertThat(events).singleElement().isInstanceOfSatisfying(ManifestPushed.class, pushed -> {
            assertThat(pushed.digest()).isEqualTo(digest);
            assertThat(pushed.mediaType()).isEqualTo(Images.OCI_IMAGE);
            assertThat(pushed.size()).isEqualTo(Images.bytes(image).length);
            assertThat(pushed.tags()).containsExactly(new Tag("latest"));
            assertThat(pushed.manifestSubject()).isEmpty();
        });
    }

    @Nested
    class MediaType {
        /** A document that may be of any type, with or without saying so. */
        private ObjectNode document(@Nullable String mediaType) {
            ObjectNode image = images.image();
            image.remove("mediaType");
            return mediaType == null ? image : image.put("mediaType", mediaType);
        }

        @ParameterizedTest(name = "mediaType {0}, Content-Type {1}: served as {2}")
        @CsvSource({
            Images.OCI_IMAGE + ", " + Images.OCI_IMAGE + ", " + Images.OCI_IMAGE,
            Images.OCI_IMAGE + ", , " + Images.OCI_IMAGE,
            Images.OCI_IMAGE + ", " + Images.OCI_IMAGE + "; charset=utf-8, " + Images.OCI_IMAGE,
            Images.DOCKER_IMAGE + ", " + Images.DOCKER_IMAGE + ", " + Images.DOCKER_IMAGE,
            ", " + Images.OCI_IMAGE + ", " + Images.OCI_IMAGE,
            ", , " + Images.OCI_IMAGE,
            "application/vnd.example.thing+json, application/vnd.example.thing+json, application/vnd.example.thing+json",
            ", application/vnd.example.thing+json, application/vnd.example.thing+json",
        })
        void isThatOfTheDocumentOrElseOfTheRequest(@Nullable String own, @Nullable String header, String served) {
            byte[] manifest = Images.bytes(document(own));
            String[] headers = header == null ? new String[0] : new String[] {"Content-Type", header};

            assertThatAnswer(registry.put(registry.url(images.path("tag")), manifest, headers))
                    .hasStatus(201);

            assertThatAnswer(images.get("tag"))
                    .hasHeader("Content-Type", served)
                    .hasBody(manifest);
            assertThatAnswer(images.head("tag"))
                    .hasHeader("Content-Type", served)
                    .hasHeader("Content-Length", Integer.toString(manifest.length));
        }

        @ParameterizedTest(name = "mediaType {0}, Content-Type {1}")
        @CsvSource({
            Images.OCI_IMAGE + ", " + Images.DOCKER_IMAGE,
            Images.OCI_IMAGE + ", application/json",
            "application/vnd.example.a, application/vnd.example.b",
            // a stock registry would take it for an OCI image
            ", " + Images.DOCKER_IMAGE,
            ", nonsense",
            "nonsense, nonsense",
            // its digest is not that of its bytes
            ", application/vnd.docker.distribution.manifest.v1+prettyjws",
        })
        void mustNotContradict(@Nullable String own, String header) {
            assertThatAnswer(images.put("tag", Images.bytes(document(own)), header))
                    .isError(400, "MANIFEST_INVALID");
            assertThatAnswer(images.get("tag")).hasStatus(404);
        }
    }

    @Nested
    class WhatItNames {
        private final String other = Registry.newRepository();

        @Test
        void takesAnIndexOfManifestsThatAreThereAndAnIndexOfThat() {
            byte[] first = Images.bytes(images.image());
            byte[] second = Images.bytes(images.image());
            images.put(Registry.sha256(first), first, Images.OCI_IMAGE);
            images.put(Registry.sha256(second), second, Images.OCI_IMAGE);
            byte[] index = Images.bytes(Images.index(first, second));

            assertThatAnswer(images.put("index", index, Images.OCI_INDEX)).hasStatus(201);
            assertThatAnswer(images.put("nested", Images.bytes(Images.index(index)), Images.OCI_INDEX))
                    .hasStatus(201);
            assertThatAnswer(images.put("empty", Images.bytes(Images.index()), Images.OCI_INDEX))
                    .hasStatus(201);
        }

        @Test
        void tellsEachBlobThatIsNotInTheRepository() {
            ObjectNode image = new Images(registry, other).image();
            ObjectNode here = images.blob("application/vnd.oci.image.layer.v1.tar+gzip");
            image.withArray("layers").add(here);

            HttpResponse<byte[]> answer = images.put("latest", Images.bytes(image), Images.OCI_IMAGE);

            assertThatAnswer(answer).isError(400, "MANIFEST_BLOB_UNKNOWN");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains(image.at("/config/digest").asText())
                    .contains(image.at("/layers/0/digest").asText())
                    .doesNotContain(here.path("digest").asText());
            assertThatAnswer(images.get("latest")).hasStatus(404);
            assertThatAnswer(images.get(Registry.sha256(Images.bytes(image)))).hasStatus(404);
        }

        @Test
        void tellsEachManifestThatIsNotInTheRepository() {
            byte[] missing = Images.bytes(new Images(registry, other).image());
            new Images(registry, other).put("latest", missing, Images.OCI_IMAGE);

            HttpResponse<byte[]> answer = images.put("index", Images.bytes(Images.index(missing)), Images.OCI_INDEX);

            assertThatAnswer(answer).isError(400, "MANIFEST_BLOB_UNKNOWN");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains(Registry.sha256(missing).toString());
        }

        @Test
        void doesNotAskForLayersThatAreKeptElsewhere() {
            ObjectNode image = images.image();
            Digest elsewhere = Registry.sha256("elsewhere".getBytes(StandardCharsets.UTF_8));
            image.withArray("layers")
                    .add(Images.descriptor(
                            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", elsewhere, 9));
            ObjectNode withUrls = Images.descriptor("application/vnd.oci.image.layer.v1.tar", elsewhere, 9);
            withUrls.putArray("urls").add("https://store.example.com/blob");
            image.withArray("layers").add(withUrls);

            assertThatAnswer(images.put("latest", Images.bytes(image), Images.OCI_IMAGE))
                    .hasStatus(201);
        }

        @Test
        void takesAnIndexOfLayersAsBuildKitStoresItsCache() {
            ObjectNode index = Images.index();
            index.withArray("manifests").add(images.blob("application/vnd.oci.image.layer.v1.tar+gzip"));
            index.withArray("manifests").add(images.blob("application/vnd.buildkit.cacheconfig.v0"));

            assertThatAnswer(images.put("cache", Images.bytes(index), Images.OCI_INDEX))
                    .hasStatus(201);
        }
    }

    static Stream<Arguments> refusesWhatIsNotWellFormed() {
        return Stream.of(
                change("no schemaVersion", image -> image.remove("schemaVersion")),
                change("another schemaVersion", image -> image.put("schemaVersion", 1)),
                change("a text as schemaVersion", image -> image.put("schemaVersion", "2")),
                change("no config", image -> image.remove("config")),
                change("a config that is no descriptor", image -> image.put("config", "sha256:abc")),
                change("no layers", image -> image.remove("layers")),
                change("layers that are no list", image -> image.putObject("layers")),
                change("a layer without digest", image -> layer(image).remove("digest")),
                change("a layer with a broken digest", image -> layer(image).put("digest", "sha256:abc")),
                change(
                        "a layer with an unknown algorithm",
                        image -> layer(image).put("digest", "md5:abc")),
                change("a layer without size", image -> layer(image).remove("size")),
                change("a layer of a negative size", image -> layer(image).put("size", -1)),
                change("a layer of half a byte", image -> layer(image).put("size", 0.5)),
                change("a layer without mediaType", image -> layer(image).remove("mediaType")),
                change("an image that is an index as well", image -> image.putArray("manifests")),
                change("a subject that is no descriptor", image -> image.put("subject", "latest")),
                change(
                        "annotations that are no texts",
                        image -> image.putObject("annotations").put("a", 1)));
    }

    private static Arguments change(String what, Consumer<ObjectNode> change) {
        return argumentSet(what, change);
    }

    private static ObjectNode layer(ObjectNode image) {
        return (ObjectNode) image.path("layers").path(0);
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNotWellFormed(Consumer<ObjectNode> change) {
        ObjectNode image = images.image();
        change.accept(image);

        assertThatAnswer(images.put("latest", Images.bytes(image), Images.OCI_IMAGE))
                .isError(400, "MANIFEST_INVALID");
        assertThatAnswer(images.get("latest")).hasStatus(404);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{} {}", "{\"a\":1,\"a\":2}", "{'a':1}"})
    void refusesWhatIsNoJsonObject(String body) {
        assertThatAnswer(images.put("latest", body.getBytes(StandardCharsets.UTF_8), "application/vnd.example.v1+json"))
                .isError(400, "MANIFEST_INVALID");
    }

    @Test
    void refusesBytesOfAnotherDigest() {
        byte[] image = Images.bytes(images.image());
        Digest other = Registry.sha256(Images.bytes(images.image()));

        assertThatAnswer(images.put(other, image, Images.OCI_IMAGE)).isError(400, "DIGEST_INVALID");
        assertThatAnswer(images.get(other)).hasStatus(404);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "sha256:baddigeststring, DIGEST_INVALID",
        "md5:00000000000000000000000000000000, DIGEST_INVALID",
        ".tag, MANIFEST_INVALID",
        "-tag, MANIFEST_INVALID",
        "a%20b, MANIFEST_INVALID",
    })
    void refusesABadReference(String reference, String code) {
        assertThatAnswer(images.put(reference, Images.bytes(images.image()), Images.OCI_IMAGE))
                .isError(400, code);
    }

    /** A manifest of exactly so many bytes. */
    private byte[] ofSize(int size) {
        ObjectNode image = images.image();
        image.putObject("annotations").put("a", "");
        int rest = size - Images.bytes(image).length;
        image.withObject("/annotations").put("a", "x".repeat(rest));
        return Images.bytes(image);
    }

    @Test
    void takesFourMiB() {
        byte[] manifest = ofSize(LIMIT);

        assertThatAnswer(images.put("latest", manifest, Images.OCI_IMAGE)).hasStatus(201);
        assertThatAnswer(images.get("latest")).hasStatus(200).hasBody(manifest);
    }

    @Test
    void saysWhatTheLimitIs() {
        byte[] manifest = ofSize(LIMIT + 1);

        HttpResponse<byte[]> framed = images.put("latest", manifest, Images.OCI_IMAGE);
        HttpResponse<byte[]> chunked = registry.send(
                "PUT",
                registry.url(images.path("latest")),
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(manifest)),
                "Content-Type",
                Images.OCI_IMAGE);

        for (HttpResponse<byte[]> answer : List.of(framed, chunked)) {
            assertThatAnswer(answer).isError(413, "MANIFEST_INVALID");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(Integer.toString(LIMIT));
        }
        assertThatAnswer(images.get("latest")).hasStatus(404);
    }
}
