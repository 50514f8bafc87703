package io.spoolway.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.ingest.testing.Endpoint;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A blob whose bytes the store begins to send. */
class GetBlobFromABreakingStoreTest {
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));
    private static final String PATH = "/v2/a/blobs/" + DIGEST;
    private static final byte[] BYTES = new byte[1 << 20];

    private final StoredObjects objects = new StoredObjects();
    private final Endpoint endpoint = Endpoint.start("/v2/<name>/blobs/{digest}", handler());

    private GetBlob handler() {
        objects.put(StorageLayout.layerLink(new RepositoryName("a"), DIGEST), new byte[0], Map.of());
        ObjectStore store = objects.store();
        KnownBlobs known = new KnownBlobs(Duration.ofHours(1));
        BlobLinks links = new BlobLinks(store, store, store, known);
        AwaitedLinks awaited = new AwaitedLinks(links, new PendingBlobs(), atMost -> {});
        return new GetBlob(new ReadableBlobs(store, awaited, known, Duration.ZERO), links, Optional.empty());
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(ints = {0, 100})
    void isNotAnsweredWithWhatWasSaidOfItBeforeThat(int sent) throws Exception {
        objects.putBreaking(StorageLayout.blobData(DIGEST), BYTES, sent);

        for (String range : List.of("", "bytes=0-999")) {
            HttpResponse<byte[]> answer = range.isEmpty() ? endpoint.get(PATH) : endpoint.get(PATH, "Range", range);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().map())
                    .containsKey("retry-after")
                    .containsEntry("content-type", List.of("application/json"))
                    .doesNotContainKeys(
                            "cache-control", "etag", "docker-content-digest", "content-range", "accept-ranges");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{\"errors\"");
        }
    }

    @Test
    void breaksOffWhenSomeOfItWasSent() {
        objects.putBreaking(StorageLayout.blobData(DIGEST), BYTES, BYTES.length - 1);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> endpoint.get(PATH));
    }
}
