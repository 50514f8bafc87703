package io.spoolway.e2e;

import static io.spoolway.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.UploadStarted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The way of a blob, step by step, on a real broker and a real S3 server. The best place to begin to read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineTest {
    private static final String REPOSITORY = "library/example";

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);

    @AfterAll
    void disconnect() {
        store.close();
    }

    @Test
    void aPushedBlobIsSpooledVerifiedLinkedAndCleanedUp() {
        byte[] blob = Blobs.random(20_000_000);
        Digest digest = Registry.sha256(blob);

        // a client asks for an upload, and gets its URL
        URI upload = registry.startUpload(REPOSITORY);
        UploadId id = Stores.uploadIn(upload);

        // it sends the bytes in two pieces, each to the URL that the answer before gave
        HttpResponse<byte[]> first = registry.patch(upload, Arrays.copyOfRange(blob, 0, 12_000_000));
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("Range")).hasValue("0-11999999");
        HttpResponse<byte[]> second =
                registry.patch(registry.location(first), Arrays.copyOfRange(blob, 12_000_000, blob.length));
        assertThat(second.headers().firstValue("Range")).hasValue("0-19999999");

        // until now they lie in the spool, and nobody can read them
        assertThat(store.list(StorageLayout.upload(id)).count()).isEqualTo(3);
        assertThat(registry.head(Registry.blobPath(REPOSITORY, digest)).statusCode())
                .isEqualTo(404);

        // it says what they must hash to, and is answered when the pipeline is done
        HttpResponse<byte[]> completed =
                registry.put(Registry.withDigest(registry.location(second), digest), new byte[0]);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(completed.headers().firstValue("Location")).hasValue(Registry.blobPath(REPOSITORY, digest));
        assertThat(completed.headers().firstValue("Docker-Content-Digest")).hasValue(digest.toString());

        // now the blob can be read, and lies where any CNCF Distribution registry looks for it
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        assertThat(Stores.content(
                        store,
                        "docker/registry/v2/blobs/sha256/%s/%s/data"
                                .formatted(digest.hex().substring(0, 2), digest.hex())))
                .isEqualTo(blob);
        assertThat(Stores.content(store, StorageLayout.layerLink(new RepositoryName(REPOSITORY), digest)))
                .asString()
                .isEqualTo(digest.toString());

        // the spool is empty again
        await().untilAsserted(
                        () -> assertThat(store.list(StorageLayout.upload(id))).isEmpty());

        // and every step was published once
        List<PipelineEvent> events = Events.of(stack.bootstrapServers(), id.toString());
        assertThat(events)
                .extracting(event -> (Object) event.getClass())
                .containsExactly(UploadStarted.class, UploadCompleted.class, BlobVerified.class, BlobLinked.class);
    }

    @Test
    void aBlobThatDoesNotHashToItsDigestIsRejectedAndNeverReadable() {
        byte[] blob = Blobs.random(100_000);
        Digest wrong = Registry.sha256(Blobs.random(10));
        URI upload = registry.startUpload(REPOSITORY);
        UploadId id = Stores.uploadIn(upload);

        HttpResponse<byte[]> answer = registry.put(Registry.withDigest(upload, wrong), blob);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .asString()
                .contains(
                        "DIGEST_INVALID",
                        wrong.toString(),
                        Registry.sha256(blob).toString());
        assertThat(registry.head(Registry.blobPath(REPOSITORY, wrong)).statusCode())
                .isEqualTo(404);
        assertThat(store.head(StorageLayout.blobData(wrong))).isEmpty();
        // its spool is kept, with the reason, so that people can find out why
        assertThat(Stores.content(store, StorageLayout.rejected(id))).asString().contains("DIGEST_MISMATCH");
        assertThat(Events.of(stack.bootstrapServers(), id.toString()).getLast()).isInstanceOf(UploadRejected.class);
    }
}
