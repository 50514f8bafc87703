package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.ingest.blob.AwaitedLinks;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.blob.KnownBlobs;
import io.spoolway.ingest.blob.PendingBlobs;
import io.spoolway.ingest.testing.Endpoint;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a push of a manifest waits, all in all. */
class PutManifestDeadlineTest {
    /** Counts how often it was asked whether a blob is on its way, which is the begin of waiting for it. */
    private final AtomicInteger waits = new AtomicInteger();

    private Endpoint endpoint(Duration patience) {
        ObjectStore store = new StoredObjects().store();
        KnownBlobs known = new KnownBlobs(Duration.ZERO);
        AwaitedLinks awaited = new AwaitedLinks(
                new BlobLinks(store, store, store, known), new PendingBlobs(), atMost -> waits.incrementAndGet());
        Manifests manifests = new Manifests(store, store, store);
        return Endpoint.start(
                "/v2/<name>/manifests/{reference}",
                new PutManifest(
                        new ManifestBody(
                                1 << 20, new ManifestMemory(new BufferBudget(64 << 20, new SimpleMeterRegistry()))),
                        new References(awaited, manifests),
                        new Publication(manifests, new Tags(store), new Referrers(store)),
                        (event, work) -> {},
                        patience));
    }

    /** The time before the body comes stands for any other wait before that for the blobs. */
    @ParameterizedTest(name = "{0} ms, and the body comes after {1} ms: {2} waits")
    @CsvSource({"300, 400, 0", "600000, 0, 1"})
    void isCountedFromItsBegin(long patience, long bodyAfter, int expected) throws Exception {
        String image =
                "{\"schemaVersion\": 2, \"config\": {\"mediaType\": \"a/b\", \"digest\": \"sha256:%s\", \"size\": 1}, \"layers\": []}"
                        .formatted("0".repeat(64));
        byte[] bytes = image.getBytes(StandardCharsets.UTF_8);
        try (Endpoint endpoint = endpoint(Duration.ofMillis(patience))) {
            HttpResponse<byte[]> answer =
                    endpoint.put("/v2/a/manifests/latest", MediaTypes.OCI_IMAGE, BodyPublishers.ofInputStream(() -> {
                        pauseUntil(Instant.now().plusMillis(bodyAfter));
                        return new ByteArrayInputStream(bytes);
                    }));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("MANIFEST_BLOB_UNKNOWN");
            assertThat(waits).hasValue(expected);
        }
    }

    private static void pauseUntil(Instant time) {
        while (Instant.now().isBefore(time)) {
            Thread.onSpinWait();
        }
    }
}
