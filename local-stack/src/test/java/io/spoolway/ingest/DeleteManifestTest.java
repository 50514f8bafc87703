package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.event.ManifestDeleted;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Events;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DELETE /v2/<name>/manifests/<tag-or-digest>}. */
class DeleteManifestTest {
    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final Images images = new Images(registry, repository);

    @Test
    void deletesATagAndNothingElse() {
        ObjectNode image = images.image();
        Digest digest = images.push("latest", image);
        images.push("other", image);

        assertThatAnswer(images.delete("latest")).hasStatus(202);

        assertThatAnswer(images.get("latest")).isError(404, "MANIFEST_UNKNOWN");
        assertThatAnswer(images.head("latest")).hasStatus(404);
        assertThatAnswer(images.get("other")).hasStatus(200);
        assertThatAnswer(images.get(digest)).hasStatus(200);
        assertThatAnswer(images.delete("latest")).isError(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void deletesAManifestWithTheTagsThatPointAtIt() {
        ObjectNode image = images.image();
        Digest digest = images.push("moved", image);
        Digest other = images.push("moved", images.image());
        images.push("one", image);
        images.push("two", image);

        assertThatAnswer(images.delete(digest)).hasStatus(202);

        for (Object gone : List.of(digest, "one", "two")) {
            assertThatAnswer(images.get(gone)).isError(404, "MANIFEST_UNKNOWN");
        }
        assertThatAnswer(images.head("moved")).hasStatus(200).hasHeader("Docker-Content-Digest", other.toString());
        assertThatAnswer(images.delete(digest)).isError(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void leavesOtherRepositoriesAlone() {
        String other = Registry.newRepository();
        ObjectNode image = images.image();
        Digest digest = images.push("latest", image);
        registry.post(mount(other, image.at("/config/digest").asText()), new byte[0]);
        registry.post(mount(other, image.at("/layers/0/digest").asText()), new byte[0]);
        new Images(registry, other).push("latest", image);

        assertThatAnswer(images.delete(digest)).hasStatus(202);

        assertThatAnswer(new Images(registry, other).get("latest")).hasStatus(200);
    }

    private String mount(String target, String digest) {
        return "/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(target, digest, repository);
    }

    @Test
    void takesADeletedManifestAgain() {
        ObjectNode image = images.image();
        Digest digest = images.push("latest", image);
        assertThatAnswer(images.delete(digest)).hasStatus(202);

        images.push("latest", image);

        assertThatAnswer(images.get("latest")).hasStatus(200);
        assertThatAnswer(images.get(digest)).hasStatus(200);
    }

    @Test
    void leavesNothingOfATagInTheBucket() {
        images.push("latest", images.image());
        images.push("latest", images.image());
        assertThatAnswer(images.delete("latest")).hasStatus(202);

        try (ObjectStore store = Stores.of(TestStack.shared())) {
            assertThat(store.list(StorageLayout.tags(new RepositoryName(repository)))
                            .map(ListedObject::key))
                    .isEmpty();
        }
    }

    @Test
    void deletesTagsThatADeleteWhichDiedHasLeft() {
        Digest digest = images.push("latest", images.image());
        try (ObjectStore store = Stores.of(TestStack.shared())) {
            store.delete(List.of(StorageLayout.manifestLink(new RepositoryName(repository), digest)));
        }
        assertThatAnswer(images.get("latest")).hasStatus(404);

        assertThatAnswer(images.delete(digest)).hasStatus(202);

        assertThatAnswer(images.delete("latest")).isError(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void isTold() {
        ObjectNode image = images.image();
        Digest digest = images.push("latest", image);
        images.push("other", image);
        images.delete("latest");
        images.delete(digest);

        List<PipelineEvent> events = Events.of(TestStack.shared().bootstrapServers(), repository);

        assertThat(events)
                .filteredOn(TagDeleted.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(TagDeleted.class, deleted -> {
                    assertThat(deleted.tag()).isEqualTo(new Tag("latest"));
                    assertThat(deleted.digest()).isEqualTo(digest);
                });
        assertThat(events.getLast()).isInstanceOfSatisfying(ManifestDeleted.class, deleted -> {
            assertThat(deleted.digest()).isEqualTo(digest);
            assertThat(deleted.tags()).containsExactly(new Tag("other"));
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({".tag, 404", "latest, 404", "sha256:abc, 400"})
    void answersWhatIsNotThere(String reference, int status) {
        assertThatAnswer(images.delete(reference)).hasStatus(status);
    }
}
