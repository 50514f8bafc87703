package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.OpenResult;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.GeneratedBlob;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.SlowRequest;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Invariant 4: memory for an upload is bounded by its chunk window, never by the size of the blob, and that of all uploads
 * together by one budget, past which clients are slowed down or told to come back. Each process has a heap of 256 MiB and
 * ends at once when that does not suffice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryIsBoundedTest {
    private static final String REPOSITORY = "invariants/memory";
    private static final String HEAP = "256m";
    private static final int MIB = 1 << 20;

    private final LocalStack stack = TestStack.bare();
    private final ObjectStore store = Stores.of(stack);
    private final List<ServiceProcess> processes = new ArrayList<>();
    private ServiceProcess ingest;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        ingest = start(Service.INGEST_API, Map.of("SPOOLWAY_UPLOAD_BUFFER", "24MiB"));
        start(Service.VERIFIER, Map.of());
        start(Service.LINKER, Map.of());
        processes.forEach(ServiceProcess::ready);
        registry = new Registry(ingest.endpoint());
    }

    private ServiceProcess start(Service service, Map<String, String> settings) throws IOException {
        ServiceProcess process = ServiceProcess.start(service, Services.settings(stack, settings), HEAP);
        processes.add(process);
        return process;
    }

    @AfterAll
    void stop() {
        processes.forEach(ServiceProcess::close);
        store.close();
    }

    @Test
    void aBlobOfOneGibibyteGoesThroughHeapsOfAQuarterOfThat() throws Exception {
        GeneratedBlob blob = new GeneratedBlob(1024L * MIB);
        URI upload = registry.startUpload(REPOSITORY);
        HttpResponse<byte[]> sent = registry.send("PATCH", upload, blob.publisher());
        assertThat(sent.statusCode()).as(() -> Registry.describe(sent)).isEqualTo(202);
        Digest digest = blob.digest();
        HttpResponse<byte[]> completed = registry.put(
                Registry.withDigest(registry.location(sent), digest), new byte[0], "Prefer", "respond-async");
        assertThat(completed.statusCode()).isEqualTo(202);

        String id = Stores.uploadIn(upload).toString();
        Eventually.await().until(() -> Events.of(stack.bootstrapServers(), id).getLast() instanceof BlobLinked);
        assertThat(hashOf(StorageLayout.blobData(digest))).isEqualTo(digest);
        assertThat(processes).allMatch(ServiceProcess::isAlive);
    }

    private Digest hashOf(String key) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        if (store.open(key) instanceof OpenResult.Opened(ObjectContent content)) {
            try (content) {
                content.stream().transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
            }
        }
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }

    /** Uploads of 1 MiB each, and room for 24 of them. */
    @Test
    void manySlowUploadsAtOnceAreSlowedDownOrToldToComeBack() throws Exception {
        List<Pushed> uploads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            uploads.add(Pushed.begin(registry, REPOSITORY, Blobs.random(MIB)));
        }
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Deque<SlowRequest> slow = new ArrayDeque<>();
            for (Pushed upload : uploads.subList(0, 24)) {
                slow.add(SlowRequest.begin(upload.upload(), upload.blob()));
            }
            awaitFullBuffer();
            List<Future<HttpResponse<byte[]>>> slowedDown = send(uploads.subList(24, 32), clients);
            Eventually.await().until(() -> ingest.meter("spoolway_ingest_requests_active") == 32);
            for (int i = 0; i < 4; i++) {
                assertThat(slow.remove().finish()).startsWith("HTTP/1.1 202");
            }
            for (Future<HttpResponse<byte[]>> request : slowedDown) {
                assertThat(request.get().statusCode()).isEqualTo(202);
            }

            for (Pushed upload : uploads.subList(32, 36)) {
                slow.add(SlowRequest.begin(upload.upload(), upload.blob()));
            }
            awaitFullBuffer();
            for (Future<HttpResponse<byte[]>> request : send(uploads.subList(36, 40), clients)) {
                assertThat(request.get().statusCode()).isEqualTo(429);
                assertThat(request.get()
                                .headers()
                                .firstValueAsLong("Retry-After")
                                .orElseThrow())
                        .isPositive();
            }
            for (SlowRequest request : slow) {
                assertThat(request.finish()).startsWith("HTTP/1.1 202");
            }
        }
        uploads.forEach(this::complete);
        assertThat(ingest.isAlive()).isTrue();
    }

    /** containerd opens the PUT of a layer, and may send nothing for minutes (containerd/containerd#14110). */
    @Test
    void whoSendsNothingYetHoldsNoMemory() throws Exception {
        List<RawConnection> idle = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            URI upload = registry.startUpload(REPOSITORY);
            idle.add(RawConnection.open("PATCH", upload, "Content-Length", "50000000"));
            idle.add(RawConnection.open(
                    "PUT", registry.url("/v2/%s/manifests/idle".formatted(REPOSITORY)), "Content-Length", "4000000"));
        }
        Eventually.await().until(() -> ingest.meter("spoolway_ingest_requests_active") == 8);

        assertThat(ingest.meter("spoolway_ingest_buffer_used_bytes")).isZero();
        registry.push(REPOSITORY, Blobs.random(20 * MIB));
        for (RawConnection connection : idle) {
            connection.close();
        }
    }

    private void awaitFullBuffer() {
        double max = ingest.meter("spoolway_ingest_buffer_max_bytes");
        Eventually.await().until(() -> ingest.meter("spoolway_ingest_buffer_used_bytes") == max);
    }

    private List<Future<HttpResponse<byte[]>>> send(List<Pushed> uploads, ExecutorService clients) {
        return uploads.stream()
                .map(upload -> clients.submit(() -> registry.patch(upload.upload(), upload.blob())))
                .toList();
    }

    /** With all bytes, whether they were taken or refused before. */
    private void complete(Pushed upload) {
        URI whole = registry.resume(upload.upload(), upload.blob());
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(whole, upload.digest()), new byte[0]);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
    }
}
