package io.spoolway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Race;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
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
            for (OciLayout image : images) {
                for (Digest blob : image.blobs()) {
                    assertThat(store.list("docker/registry/v2/blobs/sha256/%s/%s"
                                            .formatted(blob.hex().substring(0, 2), blob.hex()))
                                    .count())
                            .as("copies of " + blob)
                            .isEqualTo(1);
                }
            }
        }
    }
}
