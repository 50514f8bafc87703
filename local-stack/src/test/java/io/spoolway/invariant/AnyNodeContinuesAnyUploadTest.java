package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.IngestService;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Invariant 5: any number of ingest-api processes may run, start and die at any time, since nothing about an upload lives in
 * one node's memory only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnyNodeContinuesAnyUploadTest {
    private static final String REPOSITORY = "invariants/any-node";
    private static final int FIRST = 10 << 20;
    private static final int SECOND = 12 << 20;
    private static final int SIZE = 13 << 20;

    private final LocalStack stack = TestStack.shared();
    private IngestService nodeB;
    private Registry b;

    @BeforeAll
    void startAnotherNode() throws Exception {
        nodeB = Services.ingest(Services.settings(stack, Map.of()));
        b = Services.registry(nodeB);
    }

    @AfterAll
    void stop() throws Exception {
        nodeB.close();
    }

    @Test
    void nodesServeOneUploadInTurnAndOneOfThemGoes() throws Exception {
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        URI upload;
        try (IngestService nodeA = Services.ingest(Services.settings(stack, Map.of()))) {
            Registry a = Services.registry(nodeA);
            upload = a.startUpload(REPOSITORY);
            HttpResponse<byte[]> first = b.patch(b.here(upload), Arrays.copyOf(blob, FIRST));
            HttpResponse<byte[]> status = a.get(a.here(b.location(first)));
            assertThat(Registry.offset(status)).isEqualTo(FIRST);
            HttpResponse<byte[]> second = a.patch(a.location(status), Arrays.copyOfRange(blob, FIRST, SECOND));
            assertThat(second.statusCode()).as(() -> Registry.describe(second)).isEqualTo(202);
            upload = a.location(second);
        }

        HttpResponse<byte[]> completed =
                b.put(Registry.withDigest(b.here(upload), digest), Arrays.copyOfRange(blob, SECOND, SIZE));

        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        Registry c = new Registry(stack.httpEndpoint());
        assertThat(c.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        assertThat(Events.of(stack.bootstrapServers(), Stores.uploadIn(upload).toString()).stream()
                        .map(PipelineEvent::type)
                        .distinct())
                .containsExactly(
                        EventType.UPLOAD_STARTED,
                        EventType.UPLOAD_COMPLETED,
                        EventType.BLOB_VERIFIED,
                        EventType.BLOB_LINKED);
    }

    @Test
    void aNodeNeedsNothingButTheIdOnceThereAreBytes() {
        Registry a = new Registry(stack.httpEndpoint());
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        HttpResponse<byte[]> first = a.patch(a.startUpload(REPOSITORY), Arrays.copyOf(blob, FIRST));
        URI bare = URI.create(a.location(first).toString().replaceFirst("\\?.*", ""));

        assertThat(Registry.offset(b.get(b.here(bare)))).isEqualTo(FIRST);
        HttpResponse<byte[]> second = b.patch(b.here(bare), Arrays.copyOfRange(blob, FIRST, SECOND));
        assertThat(Registry.offset(second)).isEqualTo(SECOND);
        HttpResponse<byte[]> completed =
                a.put(Registry.withDigest(a.here(bare), digest), Arrays.copyOfRange(blob, SECOND, SIZE));

        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(b.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
    }

    @Test
    void whatOneNodeCompletedOrCancelledIsSoOnEveryOther() {
        Registry a = new Registry(stack.httpEndpoint());
        byte[] blob = Blobs.random(1000);
        Digest digest = Registry.sha256(blob);
        URI upload = Registry.withDigest(a.startUpload(REPOSITORY), digest);

        assertThat(a.put(upload, blob).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> again = b.put(b.here(upload), blob);
        assertThat(again.statusCode()).as(() -> Registry.describe(again)).isEqualTo(201);

        URI unwanted = a.location(a.patch(a.startUpload(REPOSITORY), blob));
        assertThat(b.delete(b.here(unwanted)).statusCode()).isEqualTo(204);
        assertThat(a.get(unwanted).statusCode()).isEqualTo(404);
        assertThat(a.put(Registry.withDigest(unwanted, digest), new byte[0]).statusCode())
                .isIn(404, 416);
    }
}
