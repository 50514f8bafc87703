package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET} and {@code HEAD /v2/<name>/manifests/<tag-or-digest>}. */
class GetManifestTest {
    private static final byte[] NO_BODY = new byte[0];

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final Images images = new Images(registry, repository);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWithHeadWhatItSendsWithGet(boolean byTag) {
        byte[] image = Images.bytes(images.image());
        images.put("latest", image, Images.OCI_IMAGE);
        Digest digest = Registry.sha256(image);
        Object reference = byTag ? "latest" : digest;

        assertThatAnswer(images.get(reference)).hasStatus(200).hasBody(image);
        assertThatAnswer(images.head(reference))
                .hasStatus(200)
                .hasHeader("Content-Type", Images.OCI_IMAGE)
                .hasHeader("Content-Length", Integer.toString(image.length))
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasHeader("ETag", "\"" + digest + "\"")
                .hasBody(NO_BODY);
    }

    @Test
    void sendsAManifestThatTheClientHasNotAgain() {
        Digest digest = images.push("latest", images.image());

        for (String known : new String[] {"\"%s\"", "%s", "W/\"%s\"", "\"other\", \"%s\"", "*"}) {
            assertThatAnswer(images.get("latest", "If-None-Match", known.formatted(digest)))
                    .hasStatus(304)
                    .hasHeader("ETag", "\"" + digest + "\"")
                    // a cache would take them for those of the manifest
                    .hasNoHeader("Content-Type")
                    .hasNoHeader("Content-Length")
                    .hasBody(NO_BODY);
        }
        assertThatAnswer(images.get("latest", "If-None-Match", "\"other\"")).hasStatus(200);
    }

    @Test
    void mayBeKeptForEverByDigestAndIsAskedForAgainByTag() {
        Digest digest = images.push("latest", images.image());
        String etag = "\"" + digest + "\"";

        assertThatAnswer(images.get(digest)).hasStatus(200).hasHeader("Cache-Control", "max-age=31536000, immutable");
        assertThatAnswer(images.get(digest, "If-None-Match", etag))
                .hasStatus(304)
                .hasHeader("Cache-Control", "max-age=31536000, immutable");
        assertThatAnswer(images.head("latest")).hasStatus(200).hasHeader("Cache-Control", "no-cache");
        assertThatAnswer(images.get("latest", "If-None-Match", etag))
                .hasStatus(304)
                .hasHeader("Cache-Control", "no-cache");
        assertThatAnswer(images.get("other")).hasStatus(404).hasNoHeader("Cache-Control");
    }

    @Test
    void servesAManifestAsWhatItIsWhateverTheClientAccepts() {
        images.push("latest", images.image());

        assertThatAnswer(images.get("latest", "Accept", Images.DOCKER_LIST))
                .hasStatus(200)
                .hasHeader("Content-Type", Images.OCI_IMAGE);
    }

    @Test
    void hasNoManifestThatWasNeverPushed() {
        Images others = new Images(registry, Registry.newRepository());
        Digest elsewhere = others.push("latest", others.image());
        images.push("latest", images.image());

        assertThatAnswer(images.get("other")).isError(404, "MANIFEST_UNKNOWN");
        assertThatAnswer(images.get(elsewhere)).isError(404, "MANIFEST_UNKNOWN");
        assertThatAnswer(images.head("other")).hasStatus(404);
        assertThatAnswer(images.head(elsewhere)).hasStatus(404);
    }

    @Test
    void hasNoManifestInARepositoryThatNeverWas() {
        assertThatAnswer(images.get("latest")).isError(404, "NAME_UNKNOWN");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({".INVALID_MANIFEST_NAME, 404", "sha256:baddigeststring, 400", "sha1:0, 400"})
    void answersWhatIsNoReference(String reference, int status) {
        assertThatAnswer(images.get(reference)).hasStatus(status);
        assertThatAnswer(images.head(reference)).hasStatus(status);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schemaVersion\": 2, \"mediaType\": \"" + Images.DOCKER_LIST + "\"}|" + Images.DOCKER_LIST,
                "{\"schemaVersion\": 2, \"manifests\": []}|" + Images.OCI_INDEX,
                "{\"schemaVersion\": 2, \"config\": {}, \"layers\": []}|" + Images.OCI_IMAGE,
            })
    void tellsByItsContentWhatAManifestIsThatAnotherRegistryStored(String content, String mediaType) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Digest digest = Registry.digest(DigestAlgorithm.SHA256, bytes);
        RepositoryName name = new RepositoryName(repository);
        ObjectBody link = ObjectBody.of(digest.toString());
        try (ObjectStore store = Stores.of(TestStack.shared())) {
            store.put(StorageLayout.blobData(digest), ObjectBody.of(bytes));
            store.put(StorageLayout.manifestLink(name, digest), link);
            store.put(StorageLayout.tagIndex(name, new Tag("stock"), digest), link);
            store.put(StorageLayout.tagCurrent(name, new Tag("stock")), link);
        }

        assertThatAnswer(images.get("stock"))
                .hasStatus(200)
                .hasHeader("Content-Type", mediaType)
                .hasBody(bytes);
        assertThatAnswer(images.head(digest))
                .hasStatus(200)
                .hasHeader("Content-Type", mediaType)
                .hasHeader("Content-Length", Integer.toString(bytes.length));
    }
}
