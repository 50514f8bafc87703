package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.oci.Digest;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.StoredObject;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that the registry has are not stored a second time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlobPushedAgainTest {
    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);

    @AfterAll
    void disconnect() {
        store.close();
    }

    private BlobLinked pushed(String repository, byte[] blob) {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob))
                .hasStatus(201);
        String id = Stores.uploadIn(upload).toString();
        return Events.of(stack.bootstrapServers(), id).stream()
                .filter(BlobLinked.class::isInstance)
                .map(BlobLinked.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {1000, 17 << 20})
    void aBlobThatIsPushedAgainIsLinkedWithoutACopy(int size) {
        byte[] blob = Blobs.random(size);
        Digest digest = Registry.sha256(blob);
        String first = Registry.newRepository();
        String second = Registry.newRepository();

        assertThat(pushed(first, blob).copied()).isTrue();
        StoredObject stored = store.head(StorageLayout.blobData(digest)).orElseThrow();

        assertThat(pushed(first, blob).copied()).as("to the same repository").isFalse();
        assertThat(pushed(second, blob).copied()).as("to another repository").isFalse();
        assertThat(store.head(StorageLayout.blobData(digest))).hasValue(stored);
        assertThatAnswer(registry.get(Registry.blobPath(second, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }
}
