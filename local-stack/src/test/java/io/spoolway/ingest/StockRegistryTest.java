package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.StockRegistry;
import io.spoolway.testing.TestStack;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests and tags of one registry as another sees them that has the same bucket: a stock registry, and this one. */
@EnabledIf(value = "isInstalled", disabledReason = "docker-registry is not installed")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockRegistryTest {
    private final Registry ours = new Registry(TestStack.shared().httpEndpoint());
    private StockRegistry process;
    private Registry stock;
    private String repository = "";

    static boolean isInstalled() {
        return StockRegistry.program().isPresent();
    }

    @BeforeAll
    void start() throws Exception {
        process = StockRegistry.start(TestStack.shared());
        stock = process.registry();
    }

    @AfterAll
    void stop() throws InterruptedException {
        process.close();
    }

    @BeforeEach
    void nameRepository() {
        repository = Registry.newRepository();
    }

    static Stream<Arguments> fromOneToTheOther() {
        return Stream.of(Arguments.of("ours", "stock"), Arguments.of("stock", "ours"));
    }

    private Registry named(String name) {
        return name.equals("ours") ? ours : stock;
    }

    private static ObjectNode dockerImage(Images images) {
        ObjectNode image = images.image().put("mediaType", Images.DOCKER_IMAGE);
        image.withObject("/config").put("mediaType", "application/vnd.docker.container.image.v1+json");
        ((ObjectNode) image.at("/layers/0")).put("mediaType", "application/vnd.docker.image.rootfs.diff.tar.gzip");
        return image;
    }

    @ParameterizedTest(name = "pushed to {0}, pulled from {1}")
    @MethodSource("fromOneToTheOther")
    void servesWhatTheOtherStored(String pushed, String pulled) {
        Images source = new Images(named(pushed), repository);
        Images target = new Images(named(pulled), repository);
        ObjectNode image = source.image();
        ObjectNode index = Images.index(Images.bytes(image));
        ObjectNode docker = dockerImage(source);
        ObjectNode list = Images.index().put("mediaType", Images.DOCKER_LIST);
        list.withArray("manifests")
                .add(Images.descriptor(
                        Images.DOCKER_IMAGE, Registry.sha256(Images.bytes(docker)), Images.bytes(docker).length));
        ((ObjectNode) list.at("/manifests/0"))
                .putObject("platform")
                .put("os", "linux")
                .put("architecture", "amd64");
        List<ObjectNode> all = List.of(image, index, docker, list);
        all.forEach(one -> source.push("tag-" + all.indexOf(one), one));

        for (ObjectNode one : all) {
            byte[] bytes = Images.bytes(one);
            Digest digest = Registry.sha256(bytes);
            String mediaType = one.path("mediaType").asText();
            for (Object reference : List.of(digest, "tag-" + all.indexOf(one))) {
                assertThatAnswer(target.get(reference, "Accept", mediaType))
                        .hasStatus(200)
                        .hasHeader("Content-Type", mediaType)
                        .hasHeader("Docker-Content-Digest", digest.toString())
                        .hasBody(bytes);
            }
        }
        assertThat(Images.parse(named(pulled).get("/v2/" + repository + "/tags/list")))
                .isEqualTo(Images.parse(named(pushed).get("/v2/" + repository + "/tags/list")));
        assertThatAnswer(named(pulled)
                        .get(Registry.blobPath(
                                repository,
                                Digest.parse(image.at("/layers/0/digest").asText()))))
                .hasStatus(200);
    }

    @ParameterizedTest(name = "pushed to {0}, deleted in {1}")
    @MethodSource("fromOneToTheOther")
    void hasNothingThatTheOtherDeleted(String pushed, String deleted) {
        Images source = new Images(named(pushed), repository);
        Images other = new Images(named(deleted), repository);
        Digest first = source.push("first", source.image());
        Digest second = source.push("second", source.image());

        // by digest: version 2.8 cannot delete a tag alone
        assertThatAnswer(other.delete(second)).hasStatus(202);

        for (Images one : List.of(source, other)) {
            assertThatAnswer(one.get(first, "Accept", Images.OCI_IMAGE)).hasStatus(200);
            for (Object gone : List.of("second", second)) {
                assertThatAnswer(one.get(gone, "Accept", Images.OCI_IMAGE)).hasStatus(404);
            }
        }
    }

    @ParameterizedTest(name = "pushed to {0} and then to {1}")
    @MethodSource("fromOneToTheOther")
    void takesOverATagOfTheOther(String first, String second) {
        Images source = new Images(named(first), repository);
        source.push("latest", source.image());
        ObjectNode image = source.image();
        Digest moved = new Images(named(second), repository).push("latest", image);

        assertThatAnswer(source.get("latest", "Accept", Images.OCI_IMAGE))
                .hasStatus(200)
                .hasHeader("Docker-Content-Digest", moved.toString());
    }

    @Test
    void listsTheReferrersThatClientsKeepInAStockRegistry() {
        Images images = new Images(stock, repository);
        ObjectNode image = images.image();
        Digest subject = images.push("latest", image);
        ObjectNode sbom = Images.referrer(image, subject, "application/vnd.example.sbom.v1");
        Digest digest = images.push(Registry.sha256(Images.bytes(sbom)), sbom);
        images.push(subject.toString().replace(':', '-'), Images.index(Images.bytes(sbom)));

        assertThat(Images.parse(ours.get("/v2/" + repository + "/referrers/" + subject))
                        .at("/manifests/0/digest")
                        .asText())
                .isEqualTo(digest.toString());
    }
}
