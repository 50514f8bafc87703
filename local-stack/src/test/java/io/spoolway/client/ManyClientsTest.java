package io.spoolway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.UploadCompleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Race;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many clients push what is partly the same, at the same time. */
class ManyClientsTest {
    private static final int CLIENTS = 20;

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());

    @Test
    void twentyImagesThatShareLayersAreStoredOnceAndEachIsWhole() throws Exception {
        List<byte[]> shared =
                Stream.generate(() -> Blobs.random(1_500_000)).limit(3).toList();
        List<String> repositories =
                Stream.generate(Registry::newRepository).limit(4).toList();
        List<OciLayout> images = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            images.add(TestImages.small(shared));
        }

        Race.of(CLIENTS, client -> {
            new ImagePush(registry, repositories.get(client % 4)).push(images.get(client), "v" + client);
            return client;
        });

        for (int client = 0; client < CLIENTS; client++) {
            assertThat(new StoredImage(registry, repositories.get(client % 4)).requireWhole("v" + client))
                    .isEqualTo(images.get(client).published());
        }
        try (ObjectStore store = Stores.of(stack)) {
            for (int client = 0; client < CLIENTS; client++) {
                requireLinked(store, new RepositoryName(repositories.get(client % 4)), images.get(client));
            }
            // what is linked has one copy, and no other is left
            List<UploadId> uploads = uploads(repositories);
            assertThat(uploads).hasSizeGreaterThanOrEqualTo(CLIENTS * 3); // two layers and a config of its own each
            Eventually.await()
                    .untilAsserted(() -> assertThat(uploads)
                            .allSatisfy(upload -> assertThat(store.list(StorageLayout.upload(upload)))
                                    .isEmpty()));
        }
    }

    private static void requireLinked(ObjectStore store, RepositoryName repository, OciLayout image)
            throws IOException {
        for (Digest blob : image.blobs()) {
            String link = blob.equals(image.published())
                    ? StorageLayout.manifestLink(repository, blob)
                    : StorageLayout.layerLink(repository, blob);
            assertThat(store.head(link)).as(link).isPresent();
        }
    }

    private List<UploadId> uploads(List<String> repositories) {
        return Events.byUpload(stack.bootstrapServers()).values().stream()
                .flatMap(List::stream)
                .filter(UploadCompleted.class::isInstance)
                .map(UploadCompleted.class::cast)
                .filter(completed ->
                        repositories.contains(completed.repository().toString()))
                .map(UploadCompleted::uploadId)
                .distinct()
                .toList();
    }
}
