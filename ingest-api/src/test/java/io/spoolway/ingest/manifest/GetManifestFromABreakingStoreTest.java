package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.blob.KnownBlobs;
import io.spoolway.ingest.testing.Endpoint;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest that is linked, and whose bytes cannot be had. */
class GetManifestFromABreakingStoreTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("a");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));
    private static final String PATH = "/v2/a/manifests/" + DIGEST;

    private final StoredObjects objects = new StoredObjects();
    private final Endpoint endpoint = Endpoint.start("/v2/<name>/manifests/{reference}", handler());

    private GetManifest handler() {
        ObjectStore store = objects.store();
        return new GetManifest(
                new Manifests(store, store, store),
                new Tags(store),
                new BlobLinks(store, store, store, new KnownBlobs(Duration.ZERO)),
                new ManifestMemory(new BufferBudget(64 << 20, new SimpleMeterRegistry())));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private void link(Map<String, String> metadata) {
        objects.put(StorageLayout.manifestLink(REPOSITORY, DIGEST), new byte[0], metadata);
    }

    private static void assertSaysNothingOfIt(HttpResponse<byte[]> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().map())
                .doesNotContainKeys("cache-control", "etag", "docker-content-digest")
                .containsEntry("content-type", List.of("application/json"));
    }

    @ParameterizedTest(name = "of a stock registry: {0}")
    @ValueSource(booleans = {true, false})
    void isAnswered503WhenTheStoreBreaksOff(boolean isStock) throws Exception {
        link(isStock ? Map.of() : Map.of("media-type", MediaTypes.OCI_IMAGE));
        objects.putBreaking(StorageLayout.blobData(DIGEST), new byte[1000], 100);

        assertSaysNothingOfIt(endpoint.get(PATH), 503);
    }

    @Test
    void isUnknownWhenItsBytesAreGone() throws Exception {
        link(Map.of("media-type", MediaTypes.OCI_IMAGE));

        assertSaysNothingOfIt(endpoint.get(PATH), 404);
    }
}
