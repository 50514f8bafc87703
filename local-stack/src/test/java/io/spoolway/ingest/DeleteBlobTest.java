package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobDeleted;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** {@code DELETE /v2/<name>/blobs/<digest>}. */
class DeleteBlobTest {
    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);

    @Test
    void takesABlobFromARepositoryAndFromNoOther() {
        String other = Registry.newRepository();
        Digest digest = registry.push(repository, blob);
        registry.push(other, blob);

        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).hasStatus(202);

        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(404);
        assertThatAnswer(registry.get(Registry.blobPath(repository, digest))).hasStatus(404);
        assertThatAnswer(registry.get(Registry.blobPath(other, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }

    @Test
    void isTold() {
        Digest digest = registry.push(repository, blob);
        registry.delete(Registry.blobPath(repository, digest));

        assertThat(Events.of(TestStack.shared().bootstrapServers(), repository))
                .singleElement()
                .isInstanceOfSatisfying(
                        BlobDeleted.class,
                        deleted -> assertThat(deleted.digest()).isEqualTo(digest));
    }

    @Test
    void deletesOnce() {
        Digest digest = registry.push(repository, blob);
        registry.push(repository, Blobs.random(10));
        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).hasStatus(202);

        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).isError(404, "BLOB_UNKNOWN");
    }

    @Test
    void isNotUndoneByAPushThatIsRepeated() {
        Digest digest = Registry.sha256(blob);
        URI push = Registry.withDigest(registry.startUpload(repository), digest);
        assertThatAnswer(registry.put(push, blob)).hasStatus(201);
        assertThatAnswer(registry.put(push, blob)).hasStatus(201);
        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).hasStatus(202);

        assertThatAnswer(registry.put(push, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThatAnswer(registry.get(Registry.blobPath(repository, digest))).hasStatus(404);
    }

    @Test
    void hasNothingToDeleteThatWasNeverPushed() {
        Digest digest = registry.push(Registry.newRepository(), blob);

        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).isError(404, "BLOB_UNKNOWN");
    }

    @Test
    void takesADeletedBlobAgain() {
        Digest digest = registry.push(repository, blob);
        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).hasStatus(202);

        registry.push(repository, blob);

        assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }

    @Test
    void mountsNoDeletedBlob() {
        Digest digest = registry.push(repository, blob);
        assertThatAnswer(registry.delete(Registry.blobPath(repository, digest))).hasStatus(202);
        String mount = "/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(Registry.newRepository(), digest, repository);

        assertThatAnswer(registry.post(mount, new byte[0])).hasStatus(202).goesOnAt(0);
    }
}
