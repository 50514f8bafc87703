package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static io.spoolway.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Race;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PUT /v2/<name>/blobs/uploads/<id>?digest=}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompleteUploadTest {
    private static final int MIB = 1 << 20;
    private static final byte[] NO_BODY = new byte[0];

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);
    private final String repository = Registry.newRepository();

    @AfterAll
    void disconnect() {
        store.close();
    }

    /** The URL of an upload that has these bytes. */
    private URI uploadOf(byte[] bytes) {
        HttpResponse<byte[]> answer = registry.patch(registry.startUpload(repository), bytes);
        assertThatAnswer(answer).hasStatus(202).goesOnAt(bytes.length);
        return registry.location(answer);
    }

    private HttpResponse<byte[]> put(URI upload, Digest digest, byte[] body, String... headers) {
        return registry.put(Registry.withDigest(upload, digest), body, headers);
    }

    private HttpResponse<byte[]> putChunked(URI upload, Digest digest, byte[] body) {
        return registry.send(
                "PUT",
                Registry.withDigest(upload, digest),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    private void isReadable(byte[] blob) {
        isReadable(blob, Registry.sha256(blob));
    }

    private void isReadable(byte[] blob, Digest digest) {
        assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }

    private void isNotReadable(Digest digest) {
        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(404);
        assertThat(store.head(StorageLayout.blobData(digest))).isEmpty();
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {1, 1000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB})
    void completesWithAllBytesSentBefore(int size) {
        byte[] blob = Blobs.random(size);
        Digest digest = Registry.sha256(blob);

        assertThatAnswer(put(uploadOf(blob), digest, NO_BODY))
                .isCreated(Registry.blobPath(repository, digest))
                .hasBody(NO_BODY);
        isReadable(blob);
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {0, 1, 1000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB})
    void completesWithAllBytes(int size) {
        byte[] blob = Blobs.random(size);
        Digest digest = Registry.sha256(blob);

        assertThatAnswer(put(registry.startUpload(repository), digest, blob))
                .isCreated(Registry.blobPath(repository, digest));
        isReadable(blob);
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {0, 1, 1000, 8 * MIB, 8 * MIB + 1, 17 * MIB})
    void completesWithABodyOfUnknownLength(int size) {
        byte[] blob = Blobs.random(size);
        Digest digest = Registry.sha256(blob);

        assertThatAnswer(putChunked(registry.startUpload(repository), digest, blob))
                .isCreated(Registry.blobPath(repository, digest));
        isReadable(blob);
    }

    @Test
    void completesWithTheLastChunk() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(blob);
        URI upload = uploadOf(Arrays.copyOf(blob, 60_000));

        assertThatAnswer(put(upload, digest, Arrays.copyOfRange(blob, 60_000, 100_000)))
                .isCreated(Registry.blobPath(repository, digest));
        isReadable(blob);
    }

    @Test
    void completesWithTheLastChunkAndItsContentRange() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(blob);
        URI upload = uploadOf(Arrays.copyOf(blob, 60_000));
        byte[] rest = Arrays.copyOfRange(blob, 60_000, 100_000);

        HttpResponse<byte[]> outOfOrder = put(upload, digest, rest, "Content-Range", "60001-100000");
        assertThatAnswer(outOfOrder).isError(416, "BLOB_UPLOAD_INVALID").goesOnAt(60_000);
        HttpResponse<byte[]> again = put(upload, digest, rest, "Content-Range", "0-39999");
        assertThatAnswer(again).isError(416, "BLOB_UPLOAD_INVALID").goesOnAt(60_000);

        assertThatAnswer(put(registry.location(again), digest, rest, "Content-Range", "60000-99999"))
                .isCreated(Registry.blobPath(repository, digest));
        isReadable(blob);
    }

    @Test
    void refusesALastChunkOfAnotherSizeThanItsContentRange() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(blob);
        URI upload = uploadOf(Arrays.copyOf(blob, 60_000));
        byte[] rest = Arrays.copyOfRange(blob, 60_000, 100_000);

        assertThatAnswer(put(upload, digest, rest, "Content-Range", "60000-99998"))
                .isError(400, "SIZE_INVALID");
        assertThatAnswer(put(upload, digest, rest, "Content-Range", "60000")).isError(416, "BLOB_UPLOAD_INVALID");
        isNotReadable(digest);

        assertThatAnswer(put(upload, digest, rest)).hasStatus(201);
        isReadable(blob);
    }

    /** A body that ends in time, but is longer than what it said before: nothing is completed by it. */
    @Test
    void refusesALastChunkThatGoesOnBehindItsContentRange() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(Arrays.copyOf(blob, 99_999));
        URI upload = uploadOf(Arrays.copyOf(blob, 60_000));

        HttpResponse<byte[]> answer = registry.send(
                "PUT",
                Registry.withDigest(upload, digest),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(blob, 60_000, 40_000)),
                "Content-Range",
                "60000-99998");

        assertThatAnswer(answer).isError(400, "SIZE_INVALID");
        isNotReadable(digest);
        HttpResponse<byte[]> status = registry.get(upload);
        assertThatAnswer(status).hasStatus(204).goesOnAt(99_999);
        assertThatAnswer(put(registry.location(status), digest, NO_BODY)).hasStatus(201);
    }

    @Test
    void completesAtAnOldUrlWhenTheLastChunkSaysWhereItBelongs() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(blob);
        URI start = registry.startUpload(repository);
        assertThatAnswer(registry.patch(start, Arrays.copyOf(blob, 60_000))).hasStatus(202);

        assertThatAnswer(put(start, digest, Arrays.copyOfRange(blob, 60_000, 100_000), "Content-Range", "60000-99999"))
                .isCreated(Registry.blobPath(repository, digest));
        isReadable(blob);
    }

    /** An old URL says that there are fewer bytes than there are: the client is told, and nothing is lost. */
    @Test
    void refusesToCompleteWhereTheUploadDoesNotEnd() {
        byte[] blob = Blobs.random(100_000);
        Digest digest = Registry.sha256(blob);
        URI start = registry.startUpload(repository);
        assertThatAnswer(registry.patch(start, blob)).hasStatus(202);

        HttpResponse<byte[]> answer = put(start, digest, NO_BODY);

        assertThatAnswer(answer).isError(416, "BLOB_UPLOAD_INVALID").goesOnAt(100_000);
        assertThatAnswer(put(registry.location(answer), digest, NO_BODY)).hasStatus(201);
        isReadable(blob);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void completesWithADigestOfAnyAlgorithm(DigestAlgorithm algorithm) {
        byte[] blob = Blobs.random(9 * MIB);
        Digest digest = Registry.digest(algorithm, blob);

        assertThatAnswer(put(uploadOf(blob), digest, NO_BODY)).isCreated(Registry.blobPath(repository, digest));
        isReadable(blob, digest);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "nothing=here",
                "digest=",
                "digest=sha256",
                "digest=sha256:abc",
                "digest=md5:00000000000000000000000000000000",
                "digest=sha256:ABCDEF0000000000000000000000000000000000000000000000000000000000"
            })
    void refusesToCompleteWithoutADigest(String query) {
        byte[] blob = Blobs.random(1000);
        URI upload = uploadOf(blob);

        assertThatAnswer(registry.put(URI.create(upload + "&" + query), NO_BODY))
                .isError(400, "DIGEST_INVALID");

        assertThatAnswer(put(upload, Registry.sha256(blob), NO_BODY)).hasStatus(201);
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {0, 1000, 17 * MIB})
    void rejectsBytesWithAnotherDigest(int size) {
        Digest digest = Registry.sha256(Blobs.random(100));
        URI upload = registry.startUpload(repository);
        byte[] blob = Blobs.random(size);

        assertThatAnswer(put(upload, digest, blob)).isError(400, "DIGEST_INVALID");
        isNotReadable(digest);

        // whoever asks again hears the same, and so does one that went on
        assertThatAnswer(put(upload, digest, blob)).isError(400, "DIGEST_INVALID");
        assertThatAnswer(put(upload, Registry.sha256(blob), blob)).isError(400, "BLOB_UPLOAD_INVALID");
        assertThatAnswer(registry.patch(upload, Blobs.random(10))).isError(400, "BLOB_UPLOAD_INVALID");
        isNotReadable(digest);
    }

    @Test
    void rejectsBytesWithADigestThatTheRepositoryHas() {
        Digest digest = registry.push(repository, Blobs.random(1000));

        assertThatAnswer(put(registry.startUpload(repository), digest, Blobs.random(1000)))
                .isError(400, "DIGEST_INVALID");
        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(200);
    }

    @ParameterizedTest(name = "a blob of {0} bytes")
    @ValueSource(ints = {0, 1000, 12 * MIB})
    void answersARepeatedRequestAgain(int size) throws Exception {
        byte[] blob = Blobs.random(size);
        Digest digest = Registry.sha256(blob);
        try (SecondNode heard = SecondNode.of(stack)) {
            URI upload = registry.startUpload(repository);
            assertThatAnswer(put(upload, digest, blob)).hasStatus(201);
            isCleanedUp(upload);

            // with its whole body, as a client sends it that has lost the answer
            assertThatAnswer(put(upload, digest, blob)).isCreated(Registry.blobPath(repository, digest));
            listensAfterTheLastByte(Registry.withDigest(upload, digest), blob);
            assertThatAnswer(put(heard.here(upload), digest, blob)).isCreated(Registry.blobPath(repository, digest));
            try (SecondNode startedSince = SecondNode.of(stack)) {
                assertThatAnswer(put(startedSince.here(upload), digest, blob))
                        .isCreated(Registry.blobPath(repository, digest));
            }
            isReadable(blob);
            isCleanedUp(upload);
        }
    }

    /** Many clients send all before they read an answer, and never see one that comes with a broken connection. */
    private static void listensAfterTheLastByte(URI url, byte[] blob) throws IOException {
        try (RawConnection connection =
                RawConnection.open("PUT", url, "Content-Length", Integer.toString(blob.length))) {
            assertThat(connection.send(blob).statusLine()).isEqualTo("HTTP/1.1 201 Created");
        }
    }

    /** The URL tells the chunks if they are few. */
    @ParameterizedTest(name = "after {0} chunks")
    @ValueSource(ints = {1, 20})
    void answersARepeatedRequestWithoutABodyAgain(int chunks) throws Exception {
        byte[] blob = Blobs.random(1000 * chunks);
        Digest digest = Registry.sha256(blob);
        try (SecondNode heard = SecondNode.of(stack)) {
            URI upload = registry.startUpload(repository);
            for (int offset = 0; offset < blob.length; offset += 1000) {
                upload = registry.location(registry.patch(upload, Arrays.copyOfRange(blob, offset, offset + 1000)));
            }
            assertThatAnswer(put(upload, digest, NO_BODY)).hasStatus(201);
            isCleanedUp(upload);

            assertThatAnswer(put(upload, digest, NO_BODY)).isCreated(Registry.blobPath(repository, digest));
            assertThatAnswer(put(heard.here(upload), digest, NO_BODY)).isCreated(Registry.blobPath(repository, digest));
            // a link and a seal of the same second cannot be told apart by their time
            Instant linked = store.head(StorageLayout.layerLink(new RepositoryName(repository), digest))
                    .orElseThrow()
                    .lastModified();
            await().until(() -> Instant.now().isAfter(linked.plusSeconds(1)));
            try (SecondNode startedSince = SecondNode.of(stack)) {
                assertThatAnswer(put(startedSince.here(upload), digest, NO_BODY))
                        .isCreated(Registry.blobPath(repository, digest));
            }
            isReadable(blob);
            isCleanedUp(upload);
        }
    }

    private void isCleanedUp(URI upload) {
        await().untilAsserted(() -> assertThat(store.list(StorageLayout.upload(Stores.uploadIn(upload))))
                .isEmpty());
    }

    /** A client that lost patience, or a proxy, sends the request again while the first is still worked on. */
    @Test
    void answersTheSameRequestSentTwiceAtOnce() throws Exception {
        try (SecondNode second = SecondNode.of(stack)) {
            for (int round = 0; round < 20; round++) {
                byte[] blob = Blobs.random(1000);
                Digest digest = Registry.sha256(blob);
                URI upload = round % 2 == 0 ? registry.startUpload(repository) : uploadOf(blob);
                byte[] body = round % 2 == 0 ? blob : NO_BODY;

                for (HttpResponse<byte[]> answer :
                        Race.of(4, i -> put(i % 2 == 0 ? upload : second.here(upload), digest, body))) {
                    assertThatAnswer(answer).isCreated(Registry.blobPath(repository, digest));
                }
                isReadable(blob);
            }
        }
    }

    @Test
    void takesNoMoreBytesAfterIt() {
        byte[] blob = Blobs.random(1000);
        URI start = registry.startUpload(repository);
        URI upload = registry.location(registry.patch(start, blob));
        assertThatAnswer(put(upload, Registry.sha256(blob), NO_BODY)).hasStatus(201);
        isCleanedUp(upload);

        for (URI url : new URI[] {start, upload}) {
            assertThatAnswer(registry.get(url)).isError(404, "BLOB_UPLOAD_UNKNOWN");
            assertThatAnswer(registry.patch(url, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
            assertThatAnswer(put(url, Registry.sha256(Blobs.random(10)), NO_BODY))
                    .isError(404, "BLOB_UPLOAD_UNKNOWN");
        }
        isReadable(blob);
    }
}
