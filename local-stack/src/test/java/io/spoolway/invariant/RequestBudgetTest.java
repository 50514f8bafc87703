package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.spoolway.service.Monitoring;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The cost of one small blob, in requests to the object store: they decide the speed. Who adds one has to change this test,
 * and to say why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestBudgetTest {
    private static final String REPOSITORY = "invariants/request-budget";
    private static final int BLOBS = 20;

    private LocalStack stack;
    private Registry registry;
    private ObjectStore store;

    /** Of its own: nobody else's requests are to be counted, and no job is to be done twice. */
    @BeforeAll
    void start() throws Exception {
        stack = TestStack.start(TestStack.temporaryDirectory(), TestStack.PIPELINE, Map.of("SPOOLWAY_WORK_LOCK", "1m"));
        registry = new Registry(stack.httpEndpoint());
        store = Stores.of(stack);
    }

    @AfterAll
    void stop() throws Exception {
        store.close();
        stack.close();
    }

    @Test
    void aSmallBlobCostsAChunkAReadACopyALinkAndItsShareOfADelete() {
        Map<String, Long> requests = requestsOf(false);

        assertThat(requests.remove("linker delete")).isBetween(1L, (long) BLOBS);
        assertThat(requests)
                .isEqualTo(Map.of("ingest put", 20L, "verifier get", 20L, "linker copy", 20L, "linker put", 20L));
    }

    @Test
    void aSealOfItsOwnCostsOneMore() {
        Map<String, Long> requests = requestsOf(true);

        assertThat(requests.remove("linker delete")).isBetween(1L, (long) BLOBS);
        assertThat(requests)
                .isEqualTo(Map.of("ingest put", 40L, "verifier get", 20L, "linker copy", 20L, "linker put", 20L));
    }

    /**
     * What the services send to the store for so many blobs, one after the other, by service and operation.
     *
     * @param patchFirst whether the bytes come before the completing request
     */
    private Map<String, Long> requestsOf(boolean patchFirst) {
        Map<String, Long> before = requests();
        List<UploadId> uploads = new ArrayList<>();
        for (int i = 0; i < BLOBS; i++) {
            uploads.add(push(Blobs.random(16 << 10), patchFirst));
        }
        Eventually.await()
                .untilAsserted(() -> assertThat(uploads)
                        .allSatisfy(id ->
                                assertThat(store.list(StorageLayout.upload(id))).isEmpty()));
        Map<String, Long> sent = new TreeMap<>();
        requests().forEach((what, count) -> {
            if (count > before.getOrDefault(what, 0L)) {
                sent.put(what, count - before.getOrDefault(what, 0L));
            }
        });
        return sent;
    }

    private UploadId push(byte[] blob, boolean patchFirst) {
        URI upload = registry.startUpload(REPOSITORY);
        byte[] last = blob;
        if (patchFirst) {
            upload = registry.location(registry.patch(upload, blob));
            last = new byte[0];
        }
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, Registry.sha256(blob)), last);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        return Stores.uploadIn(upload);
    }

    private Map<String, Long> requests() {
        Map<String, Long> counts = new HashMap<>();
        List<String> names = List.of("ingest", "verifier", "linker");
        for (int i = 0; i < names.size(); i++) {
            Monitoring service = stack.services().get(i);
            for (Timer timer : service.meters().find("spoolway.store.requests").timers()) {
                counts.merge(names.get(i) + " " + timer.getId().getTag("operation"), timer.count(), Long::sum);
            }
        }
        return counts;
    }
}
