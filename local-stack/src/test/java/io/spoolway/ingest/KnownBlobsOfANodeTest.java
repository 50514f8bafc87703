package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.spoolway.oci.Digest;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What it costs to read a blob, in requests to the store, and what a node that saves them does not notice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownBlobsOfANodeTest {
    private final LocalStack stack = TestStack.shared();
    private final Registry first = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private IngestService node;
    private Registry registry;

    /** For so long that no test sees the end of it. */
    @BeforeAll
    void start() throws Exception {
        node = Services.ingest(Services.settings(stack, Map.of("SPOOLWAY_BLOB_CACHE", "1h")));
        registry = Services.registry(node);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        store.close();
    }

    private String pushed() {
        return Registry.blobPath(repository, first.push(repository, blob));
    }

    private Map<String, Long> requestsOf(Runnable work) {
        Map<String, Long> before = requests();
        work.run();
        Map<String, Long> sent = new TreeMap<>();
        requests().forEach((operation, count) -> {
            if (count > before.getOrDefault(operation, 0L)) {
                sent.put(operation, count - before.getOrDefault(operation, 0L));
            }
        });
        return sent;
    }

    private Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer :
                node.monitoring().meters().find("spoolway.store.requests").timers()) {
            counts.merge(String.valueOf(timer.getId().getTag("operation")), timer.count(), Long::sum);
        }
        return counts;
    }

    @Test
    void costTwoRequestsAtFirstAndThenOne() {
        String path = Registry.blobPath(repository, first.push(repository, Blobs.random(1000)));

        assertThat(requestsOf(() -> assertThatAnswer(registry.get(path)).hasStatus(200)))
                .isEqualTo(Map.of("head", 1L, "get", 1L));
        assertThat(requestsOf(() -> assertThatAnswer(registry.get(path)).hasStatus(200)))
                .isEqualTo(Map.of("get", 1L));
        assertThat(requestsOf(() -> assertThatAnswer(registry.get(path, "Range", "bytes=5-"))
                        .hasStatus(206)))
                .isEqualTo(Map.of("get", 1L));
        assertThat(requestsOf(() ->
                        assertThatAnswer(registry.head(path)).hasStatus(200).hasHeader("Content-Length", "1000")))
                .isEmpty();
    }

    @Test
    void costTwoRequestsForAFirstHeadAndThenNone() {
        String path = Registry.blobPath(repository, first.push(repository, Blobs.random(1000)));

        assertThat(requestsOf(() -> assertThatAnswer(registry.head(path)).hasStatus(200)))
                .isEqualTo(Map.of("head", 2L));
        assertThat(requestsOf(() -> assertThatAnswer(registry.head(path)).hasStatus(200)))
                .isEmpty();
    }

    @Test
    void areReadableAsSoonAsTheyAreLinked() {
        byte[] late = Blobs.random(1000);
        Digest digest = Registry.sha256(late);
        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(404);

        first.push(repository, late);

        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(200);
    }

    @Test
    void areGoneAtOnceWhenTheyAreDeletedHere() {
        String path = pushed();
        assertThatAnswer(registry.get(path)).hasStatus(200);

        assertThatAnswer(registry.delete(path)).hasStatus(202);

        assertThatAnswer(registry.head(path)).hasStatus(404);
        assertThatAnswer(registry.get(path)).hasStatus(404);
    }

    @Test
    void areGoneSoonWhenTheyAreDeletedElsewhere() {
        String path = pushed();
        assertThatAnswer(registry.get(path)).hasStatus(200);

        assertThatAnswer(first.delete(path)).hasStatus(202);

        Eventually.await()
                .untilAsserted(() -> assertThatAnswer(registry.head(path)).hasStatus(404));
    }

    @Test
    void areForgottenWhenTheirBytesAreFoundToBeGone() {
        byte[] lost = Blobs.random(1000);
        Digest digest = first.push(repository, lost);
        String path = Registry.blobPath(repository, digest);
        assertThatAnswer(registry.get(path)).hasStatus(200);

        store.delete(List.of(StorageLayout.blobData(digest)));

        assertThatAnswer(registry.get(path)).isError(404, "BLOB_UNKNOWN").hasNoHeader("Cache-Control");
        assertThatAnswer(registry.head(path)).hasStatus(404);
    }
}
