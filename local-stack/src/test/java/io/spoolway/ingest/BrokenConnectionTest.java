package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static io.spoolway.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte that arrived before a connection broke counts, and the client goes on at the next one. */
class BrokenConnectionTest {
    private static final int MIB = 1 << 20;

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(20 * MIB);
    private final Digest digest = Registry.sha256(blob);

    private byte[] slice(int from, int to) {
        return Arrays.copyOfRange(blob, from, to);
    }

    private void hasKept(int bytes, URI upload) {
        await().untilAsserted(() ->
                assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(bytes));
    }

    /** Goes on at the exact byte, as a client does that asks where the upload stands; then completes. */
    private void resumesAt(int offset, URI upload) {
        hasKept(offset, upload);
        HttpResponse<byte[]> next = registry.patch(
                registry.location(registry.get(upload)),
                slice(offset, 19 * MIB),
                "Content-Range",
                "%d-%d".formatted(offset, 19 * MIB - 1));
        assertThatAnswer(next).hasStatus(202).goesOnAt(19 * MIB);
        assertThatAnswer(registry.put(
                        Registry.withDigest(registry.location(next), digest), slice(19 * MIB, blob.length)))
                .isCreated(Registry.blobPath(repository, digest));
        assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }

    private static String chunkHead(int size) {
        return "%x\r\n".formatted(size);
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(ints = {1, 3_000_000, 8 * MIB, 8 * MIB + 1, 17_000_000})
    void resumesAtTheExactByteAfterAPatchWasCutOff(int sent) throws IOException {
        URI upload = registry.startUpload(repository);
        try (RawConnection connection =
                RawConnection.open("PATCH", upload, "Content-Length", Integer.toString(blob.length))) {
            connection.send(slice(0, sent));
        }
        resumesAt(sent, upload);
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(ints = {3_000_000, 8 * MIB, 9_000_000})
    void resumesAtTheExactByteAfterACompletingRequestWasCutOff(int sent) throws IOException {
        URI upload = registry.startUpload(repository);
        try (RawConnection connection = RawConnection.open(
                "PUT", Registry.withDigest(upload, digest), "Content-Length", Integer.toString(blob.length))) {
            connection.send(slice(0, sent));
        }
        hasKept(sent, upload);
        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(404);
        resumesAt(sent, upload);
    }

    /** Even bytes that hash to the digest complete nothing when the client meant to send more. */
    @Test
    void completesNothingWithFewerBytesThanAnnounced() throws IOException {
        byte[] sent = Blobs.random(100_000);
        Digest digestOfSent = Registry.sha256(sent);
        URI upload = registry.startUpload(repository);
        try (RawConnection connection =
                RawConnection.open("PUT", Registry.withDigest(upload, digestOfSent), "Content-Length", "100001")) {
            assertThat(connection.send(sent).answerToEnd()).startsWith("HTTP/1.1 400 ");
        }

        assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(100_000);
        assertThatAnswer(registry.head(Registry.blobPath(repository, digestOfSent)))
                .hasStatus(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "PUT"})
    void resumesAtTheExactByteAfterTheMiddleOfAChunkOfHttp(String method) throws IOException {
        URI upload = registry.startUpload(repository);
        URI url = method.equals("PUT") ? Registry.withDigest(upload, digest) : upload;
        try (RawConnection connection = RawConnection.open(method, url, "Transfer-Encoding", "chunked")) {
            connection.send(chunkHead(2_000_000)).send(slice(0, 2_000_000)).send("\r\n");
            connection.send(chunkHead(5_000_000)).send(slice(2_000_000, 3_000_000));
        }
        resumesAt(3_000_000, upload);
    }

    /** Without its last, empty chunk of HTTP a body is not known to be whole. */
    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "PUT"})
    void resumesAfterABodyThatIsNotKnownToBeWhole(String method) throws IOException {
        URI upload = registry.startUpload(repository);
        URI url = method.equals("PUT") ? Registry.withDigest(upload, Registry.sha256(slice(0, 2_000_000))) : upload;
        try (RawConnection connection = RawConnection.open(method, url, "Transfer-Encoding", "chunked")) {
            connection.send(chunkHead(2_000_000)).send(slice(0, 2_000_000)).send("\r\n");
            assertThat(connection.answerToEnd()).startsWith("HTTP/1.1 400 ");
        }
        resumesAt(2_000_000, upload);
    }

    @Test
    void resumesAfterWhatIsNoHttp() throws IOException {
        URI upload = registry.startUpload(repository);
        try (RawConnection connection = RawConnection.open("PATCH", upload, "Transfer-Encoding", "chunked")) {
            connection.send(chunkHead(2_000_000)).send(slice(0, 2_000_000)).send("\r\nno chunk\r\n");
            assertThat(connection.answerToEnd()).startsWith("HTTP/1.1 400 ");
        }
        resumesAt(2_000_000, upload);
    }

    @Test
    void keepsTheBytesOfAClientThatStalls() throws Exception {
        try (SecondNode impatient =
                SecondNode.of(TestStack.shared(), Map.of("SPOOLWAY_UPLOAD_IDLE_TIMEOUT", "500ms"))) {
            URI upload = registry.startUpload(repository);
            try (RawConnection connection = RawConnection.open(
                    "PATCH", impatient.here(upload), "Content-Length", Integer.toString(blob.length))) {
                connection.send(slice(0, 3_000_000));
                hasKept(3_000_000, upload);
            }
            resumesAt(3_000_000, upload);
        }
    }
}
