package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GetBlobTest {
    private static final byte[] NO_BODY = new byte[0];

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private final Digest digest = Registry.sha256(blob);
    private final String path = Registry.blobPath(repository, digest);
    private final String etag = "\"" + digest + "\"";

    @BeforeAll
    void push() {
        registry.push(repository, blob);
    }

    @Test
    void sendsTheBlob() {
        assertThatAnswer(registry.get(path))
                .hasStatus(200)
                .hasHeader("Content-Length", "1000")
                .hasHeader("Content-Type", "application/octet-stream")
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasHeader("ETag", "\"" + digest + "\"")
                .hasHeader("Accept-Ranges", "bytes")
                .hasHeader("Cache-Control", "max-age=31536000, immutable")
                .hasNoHeader("Content-Encoding")
                .hasNoHeader("Content-Range")
                .hasBody(blob);
    }

    @Test
    void sendsTheHeadersOfTheBlob() {
        assertThatAnswer(registry.head(path))
                .hasStatus(200)
                .hasHeader("Content-Length", "1000")
                .hasHeader("Content-Type", "application/octet-stream")
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasHeader("ETag", "\"" + digest + "\"")
                .hasHeader("Accept-Ranges", "bytes")
                .hasHeader("Cache-Control", "max-age=31536000, immutable")
                .hasBody(NO_BODY);
    }

    @Test
    void sendsABlobByItsSha512() {
        Digest sha512 = Registry.digest(DigestAlgorithm.SHA512, blob);
        assertThatAnswer(registry.put(Registry.withDigest(registry.startUpload(repository), sha512), blob))
                .isCreated(Registry.blobPath(repository, sha512));

        assertThatAnswer(registry.get(Registry.blobPath(repository, sha512)))
                .hasStatus(200)
                .hasHeader("Docker-Content-Digest", sha512.toString())
                .hasHeader("ETag", "\"" + sha512 + "\"")
                .hasBody(blob);
        assertThatAnswer(registry.head(Registry.blobPath(repository, sha512)))
                .hasStatus(200)
                .hasHeader("Content-Length", "1000");
    }

    @Test
    void sendsABlobOfManyChunks() {
        byte[] large = Blobs.random(17 << 20);
        Digest digestOfLarge = registry.push(repository, large);

        assertThatAnswer(registry.get(Registry.blobPath(repository, digestOfLarge)))
                .hasStatus(200)
                .hasHeader("Content-Length", Integer.toString(large.length))
                .hasBody(large);
        assertThatAnswer(registry.get(Registry.blobPath(repository, digestOfLarge), "Range", "bytes=8388600-8388620"))
                .hasStatus(206)
                .hasBody(Arrays.copyOfRange(large, 8_388_600, 8_388_621));
    }

    @Test
    void sendsAnEmptyBlob() {
        String empty = Registry.blobPath(repository, registry.push(repository, NO_BODY));

        assertThatAnswer(registry.get(empty))
                .hasStatus(200)
                .hasHeader("Content-Length", "0")
                .hasBody(NO_BODY);
        assertThatAnswer(registry.head(empty)).hasStatus(200).hasHeader("Content-Length", "0");
        assertThatAnswer(registry.get(empty, "Range", "bytes=0-"))
                .hasStatus(200)
                .hasBody(NO_BODY);
    }

    @ParameterizedTest(name = "Range: {0} of 1000 bytes")
    @CsvSource(delimiter = '|', textBlock = """
        bytes=0-0         |   0 |   0
        bytes=0-999       |   0 | 999
        bytes=100-199     | 100 | 199
        bytes=900-        | 900 | 999
        bytes=0-          |   0 | 999
        bytes=999-999     | 999 | 999
        bytes=900-5000    | 900 | 999
        bytes=-1          | 999 | 999
        bytes=-100        | 900 | 999
        bytes=-1000       |   0 | 999
        bytes=-5000       |   0 | 999
        """)
    void sendsAPartOfTheBlob(String range, int first, int last) {
        assertThatAnswer(registry.get(path, "Range", range))
                .hasStatus(206)
                .hasHeader("Content-Range", "bytes %d-%d/1000".formatted(first, last))
                .hasHeader("Content-Length", Integer.toString(last - first + 1))
                .hasHeader("Docker-Content-Digest", digest.toString())
                .hasHeader("ETag", "\"" + digest + "\"")
                .hasBody(Arrays.copyOfRange(blob, first, last + 1));
    }

    /** RFC 9110, section 14.2: other units know no range, several need not be served, and what is none is ignored. */
    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(
            strings = {"items=0-9", "bytes=0-9,20-29", "0-9", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=1-2-3"
            })
    void sendsAllOfTheBlobWhenItTakesNoPart(String range) {
        assertThatAnswer(registry.get(path, "Range", range))
                .hasStatus(200)
                .hasNoHeader("Content-Range")
                .hasBody(blob);
    }

    @Test
    void knowsNoRangeOfAHead() {
        assertThatAnswer(registry.head(path, "Range", "bytes=100-199"))
                .hasStatus(200)
                .hasHeader("Content-Length", "1000")
                .hasNoHeader("Content-Range");
    }

    @ParameterizedTest(name = "Range: {0} of 1000 bytes")
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-1010", "bytes=5000-6000", "bytes=-0", "bytes=200-100"})
    void refusesARangeThatHasNoByteOfTheBlob(String range) {
        assertThatAnswer(registry.get(path, "Range", range))
                .isError(416, "SIZE_INVALID")
                .hasHeader("Content-Range", "bytes */1000")
                .hasNoHeader("Cache-Control");
    }

    /** RFC 9110, section 13.1.2. */
    @ParameterizedTest(name = "If-None-Match: {0}")
    @ValueSource(strings = {"%s", "W/%s", "*", "\"other\", %s"})
    void sendsNothingWhenTheClientHasIt(String condition) {
        for (HttpResponse<byte[]> answer : List.of(
                registry.get(path, "If-None-Match", condition.formatted(etag)),
                registry.head(path, "If-None-Match", condition.formatted(etag)),
                registry.get(path, "If-None-Match", condition.formatted(etag), "Range", "bytes=0-9"))) {
            assertThatAnswer(answer)
                    .hasStatus(304)
                    .hasHeader("ETag", etag)
                    .hasHeader("Cache-Control", "max-age=31536000, immutable")
                    .hasNoHeader("Content-Range")
                    .hasNoHeader("Content-Type")
                    .hasNoHeader("Content-Length")
                    .hasBody(NO_BODY);
        }
    }

    @Test
    void readsAConditionInSeveralLines() {
        assertThatAnswer(registry.get(path, "If-None-Match", "\"other\"", "If-None-Match", etag))
                .hasStatus(304);
    }

    @Test
    void sendsWhatTheClientHasNot() {
        assertThatAnswer(registry.get(path, "If-None-Match", "\"other\""))
                .hasStatus(200)
                .hasBody(blob);
        assertThatAnswer(registry.get(path, "If-Match", etag)).hasStatus(200).hasBody(blob);
        assertThatAnswer(registry.get(path, "If-Match", "*")).hasStatus(200).hasBody(blob);
    }

    /** There is no modification date, so there is nothing to compare with (sections 13.1.3 and 13.1.4). */
    @ParameterizedTest
    @ValueSource(strings = {"If-Modified-Since", "If-Unmodified-Since"})
    void ignoresConditionsOnADate(String header) {
        for (String date : List.of("Mon, 01 Jan 1990 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT")) {
            assertThatAnswer(registry.get(path, header, date)).hasStatus(200).hasNoHeader("Last-Modified");
        }
    }

    /** Section 13.1.1; an ETag that is marked as weak is not the same (8.8.3.2). */
    @ParameterizedTest(name = "If-Match: {0}")
    @ValueSource(strings = {"\"other\"", "W/%s"})
    void refusesToSendAnotherThanTheClientWants(String condition) {
        assertThatAnswer(registry.get(path, "If-Match", condition.formatted(etag)))
                .isError(412, "UNSUPPORTED")
                .hasNoHeader("Cache-Control");
        // it comes before If-None-Match (section 13.2.2)
        assertThatAnswer(registry.get(path, "If-Match", condition.formatted(etag), "If-None-Match", etag))
                .hasStatus(412);
    }

    /** Section 13.1.5. */
    @Test
    void sendsAPartOnlyOfWhatTheClientHasAPartOf() {
        assertThatAnswer(registry.get(path, "Range", "bytes=0-9", "If-Range", etag))
                .hasStatus(206)
                .hasBody(Arrays.copyOf(blob, 10));
        for (String other : List.of("\"other\"", "W/" + etag, "Fri, 01 Jan 2100 00:00:00 GMT")) {
            assertThatAnswer(registry.get(path, "Range", "bytes=0-9", "If-Range", other))
                    .hasStatus(200)
                    .hasNoHeader("Content-Range")
                    .hasBody(blob);
        }
    }

    @Test
    void hasNotWhatWasNeverPushed() {
        String unknown = Registry.blobPath(repository, Registry.sha256(Blobs.random(10)));

        assertThatAnswer(registry.get(unknown)).isError(404, "BLOB_UNKNOWN").hasNoHeader("Cache-Control");
        assertThatAnswer(registry.get(unknown, "If-None-Match", "*")).hasStatus(404);
        assertThatAnswer(registry.get(unknown, "Range", "bytes=0-")).isError(404, "BLOB_UNKNOWN");
        assertThatAnswer(registry.head(unknown)).hasStatus(404);
    }

    @Test
    void hasNotWhatAnotherRepositoryHas() {
        String other = Registry.newRepository();
        registry.push(other, Blobs.random(10));

        assertThatAnswer(registry.get(Registry.blobPath(other, digest))).isError(404, "BLOB_UNKNOWN");
        assertThatAnswer(registry.head(Registry.blobPath(other, digest))).hasStatus(404);
    }

    @Test
    void saysWhenThereIsNoSuchRepository() {
        String nobody = Registry.newRepository();

        assertThatAnswer(registry.get(Registry.blobPath(nobody, digest))).isError(404, "NAME_UNKNOWN");
        assertThatAnswer(registry.head(Registry.blobPath(nobody, digest))).hasStatus(404);

        // a repository below it does not make it one
        registry.push(nobody + "/below", Blobs.random(10));
        assertThatAnswer(registry.get(Registry.blobPath(nobody, digest))).isError(404, "NAME_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha256:", "sha256:abc", "md5:00000000000000000000000000000000", "latest"})
    void refusesWhatIsNoDigest(String text) {
        assertThatAnswer(registry.get("/v2/" + repository + "/blobs/" + text)).isError(400, "DIGEST_INVALID");
        assertThatAnswer(registry.head("/v2/" + repository + "/blobs/" + text)).hasStatus(400);
        assertThatAnswer(registry.delete("/v2/" + repository + "/blobs/" + text))
                .isError(400, "DIGEST_INVALID");
    }

    @Test
    void refusesWhatIsNoRepositoryName() {
        assertThatAnswer(registry.get(Registry.blobPath("NoName", digest))).isError(400, "NAME_INVALID");
        assertThatAnswer(registry.head(Registry.blobPath("NoName", digest))).hasStatus(400);
        assertThatAnswer(registry.delete(Registry.blobPath("NoName", digest))).isError(400, "NAME_INVALID");
    }
}
