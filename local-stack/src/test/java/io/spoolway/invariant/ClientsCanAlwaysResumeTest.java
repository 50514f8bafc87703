package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.oci.Digest;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Invariant 6: a client can always find out where its upload stands, and resume it at the exact byte on any node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsCanAlwaysResumeTest {
    private static final String REPOSITORY = "invariants/resume";
    private static final int CHUNK = 8 << 20;

    private final LocalStack stack = TestStack.shared();
    private final Registry survivor = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);

    @AfterAll
    void disconnect() {
        store.close();
    }

    @Test
    void aNodeKilledInTheMiddleOfARequestLeavesTheExactByteToGoOnFrom() throws Exception {
        byte[] blob = Blobs.random(5 * CHUNK + 1234);
        URI upload = survivor.startUpload(REPOSITORY);
        UploadId id = Stores.uploadIn(upload);
        try (PausableProxy proxy = PausableProxy.to(stack.s3Endpoint());
                ServiceProcess doomed =
                        ServiceProcess.start(Service.INGEST_API, Services.settings(stack, proxy), "512m")) {
            Registry node = new Registry(doomed.ready().endpoint());
            // the third chunk does not come through, so those after it make a hole
            PausableProxy.Hindrance third =
                    proxy.holdRequests(PausableProxy.request("PUT", StorageLayout.chunk(id, 2 * CHUNK)));
            CompletableFuture<HttpResponse<byte[]>> request =
                    CompletableFuture.supplyAsync(() -> node.patch(node.here(upload), blob));
            Eventually.await()
                    .until(() -> third.count() == 1
                            && store.head(StorageLayout.chunk(id, 0)).isPresent()
                            && store.head(StorageLayout.chunk(id, CHUNK)).isPresent()
                            && store.head(StorageLayout.chunk(id, 3 * CHUNK)).isPresent());
            doomed.kill();
            third.drop();
            assertThatThrownBy(request::join).hasMessageContaining("PATCH");
        }

        HttpResponse<byte[]> status = survivor.get(upload);
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(Registry.offset(status)).isEqualTo(2 * CHUNK);
        assertThat(status.headers().firstValue("Range")).hasValue("0-" + (2 * CHUNK - 1));

        Digest digest = Registry.sha256(blob);
        URI whole = survivor.resume(upload, blob);
        assertThat(survivor.put(Registry.withDigest(whole, digest), new byte[0]).statusCode())
                .isEqualTo(201);
        assertThat(survivor.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        Eventually.await()
                .untilAsserted(
                        () -> assertThat(store.list(StorageLayout.upload(id))).isEmpty());
    }
}
