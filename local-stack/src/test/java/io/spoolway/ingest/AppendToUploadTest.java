package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /v2/<name>/blobs/uploads/<id>}. Each test completes its upload, to see that the right bytes were kept. */
class AppendToUploadTest {
    private static final byte[] NO_BODY = new byte[0];

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(100_000);

    private byte[] slice(int from, int to) {
        return Arrays.copyOfRange(blob, from, to);
    }

    private HttpResponse<byte[]> patchChunked(URI upload, byte[] body, String... headers) {
        return registry.send(
                "PATCH", upload, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    /** An upload that has the first 40,000 bytes. */
    private URI begun() {
        HttpResponse<byte[]> answer = registry.patch(registry.startUpload(repository), slice(0, 40_000));
        assertThatAnswer(answer).hasStatus(202).goesOnAt(40_000);
        return registry.location(answer);
    }

    /** Sends what is missing of the blob, completes, and compares what can be read then. */
    private void completes(URI upload, int offset) {
        Digest digest = Registry.sha256(blob);
        assertThatAnswer(registry.put(Registry.withDigest(upload, digest), slice(offset, blob.length)))
                .isCreated(Registry.blobPath(repository, digest));
        assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                .hasStatus(200)
                .hasBody(blob);
    }

    private void completes(HttpResponse<byte[]> goesOn, int offset) {
        assertThatAnswer(goesOn).goesOnAt(offset);
        completes(registry.location(goesOn), offset);
    }

    @ParameterizedTest(name = "Content-Range: {0}")
    @ValueSource(strings = {"40000-69999", "bytes 40000-69999/100000", "bytes=40000-69999", "40000-69999/*"})
    void appendsAChunkThatSaysWhereItBelongs(String range) {
        HttpResponse<byte[]> answer = registry.patch(begun(), slice(40_000, 70_000), "Content-Range", range);

        assertThatAnswer(answer).hasStatus(202).hasNoHeader("Docker-Content-Digest");
        completes(answer, 70_000);
    }

    @Test
    void appendsAChunkThatDoesNot() {
        HttpResponse<byte[]> answer = registry.patch(begun(), slice(40_000, 70_000));

        assertThatAnswer(answer).hasStatus(202);
        completes(answer, 70_000);
    }

    @Test
    void appendsABodyOfUnknownLength() {
        HttpResponse<byte[]> answer = patchChunked(begun(), slice(40_000, 70_000));

        assertThatAnswer(answer).hasStatus(202);
        completes(answer, 70_000);
    }

    @Test
    void appendsABodyOfUnknownLengthThatSaysWhereItBelongs() {
        HttpResponse<byte[]> answer = patchChunked(begun(), slice(40_000, 70_000), "Content-Range", "40000-69999");

        assertThatAnswer(answer).hasStatus(202);
        completes(answer, 70_000);
    }

    @Test
    void takesAnEmptyBodyForNoProgress() {
        HttpResponse<byte[]> known = registry.patch(begun(), NO_BODY);
        assertThatAnswer(known).hasStatus(202).goesOnAt(40_000);
        HttpResponse<byte[]> unknown = patchChunked(registry.location(known), NO_BODY);

        assertThatAnswer(unknown).hasStatus(202);
        completes(unknown, 40_000);
    }

    @Test
    void takesAnEmptyBodyOnAnUploadWithoutBytes() {
        HttpResponse<byte[]> answer = registry.patch(registry.startUpload(repository), NO_BODY);

        assertThatAnswer(answer).hasStatus(202);
        completes(answer, 0);
    }

    @ParameterizedTest(name = "{0} after 40,000 bytes")
    @ValueSource(strings = {"40001-40010", "70000-70009", "39999-40008", "0-9", "999999999999-1000000000008"})
    void refusesAChunkThatDoesNotBeginWhereTheUploadEnds(String range) {
        HttpResponse<byte[]> answer = registry.patch(begun(), Blobs.random(10), "Content-Range", range);

        assertThatAnswer(answer).isError(416, "BLOB_UPLOAD_INVALID");
        completes(answer, 40_000);
    }

    @Test
    void refusesAFirstChunkThatDoesNotBeginAtZero() {
        HttpResponse<byte[]> answer =
                registry.patch(registry.startUpload(repository), Blobs.random(10), "Content-Range", "10-19");

        assertThatAnswer(answer).isError(416, "BLOB_UPLOAD_INVALID");
        completes(answer, 0);
    }

    @Test
    void refusesAChunkThatWasSentAlready() {
        URI start = registry.startUpload(repository);
        byte[] chunk = slice(0, 40_000);
        assertThatAnswer(registry.patch(start, chunk)).hasStatus(202);

        assertThatAnswer(registry.patch(start, chunk, "Content-Range", "0-39999"))
                .isError(416, "BLOB_UPLOAD_INVALID")
                .goesOnAt(40_000);
        HttpResponse<byte[]> again = registry.patch(start, chunk);
        assertThatAnswer(again).isError(416, "BLOB_UPLOAD_INVALID");
        completes(again, 40_000);
    }

    @Test
    void goesOnAtAnOldUrlWhenTheChunkBeginsWhereTheUploadEnds() {
        URI start = registry.startUpload(repository);
        assertThatAnswer(registry.patch(start, slice(0, 40_000))).hasStatus(202);

        HttpResponse<byte[]> answer = registry.patch(start, slice(40_000, 70_000), "Content-Range", "40000-69999");

        assertThatAnswer(answer).hasStatus(202);
        completes(answer, 70_000);
    }

    @ParameterizedTest(name = "Content-Range: {0}")
    @ValueSource(
            strings = {
                "",
                "40000",
                "40000-",
                "-40000",
                "a-b",
                "49999-40000",
                "bytes 40000-49999/x",
                "bytes */100000",
                "items 40000-49999",
                "40000-49999,50000-59999",
                "99999999999999999999-99999999999999999999"
            })
    void refusesAMalformedContentRange(String range) {
        URI upload = begun();

        assertThatAnswer(registry.patch(upload, slice(40_000, 50_000), "Content-Range", range))
                .isError(416, "BLOB_UPLOAD_INVALID");
        completes(upload, 40_000);
    }

    @ParameterizedTest(name = "{0} for 10,000 bytes")
    @ValueSource(strings = {"40000-49998", "40000-50000", "40000-40000"})
    void refusesAContentRangeOfAnotherSizeThanContentLength(String range) {
        URI upload = begun();

        assertThatAnswer(registry.patch(upload, slice(40_000, 50_000), "Content-Range", range))
                .isError(400, "SIZE_INVALID");
        completes(upload, 40_000);
    }

    @Test
    void refusesAnEmptyBodyForAContentRange() {
        URI upload = begun();

        assertThatAnswer(registry.patch(upload, NO_BODY, "Content-Range", "40000-40000"))
                .isError(400, "SIZE_INVALID");
        assertThatAnswer(patchChunked(upload, NO_BODY, "Content-Range", "40000-40000"))
                .isError(400, "SIZE_INVALID");
        completes(upload, 40_000);
    }

    @ParameterizedTest(name = "{0} bytes, kept are {1}")
    @CsvSource({"10_001, 50_000", "60_000, 50_000", "9_999, 49_999", "1, 40_001"})
    void keepsWhatLiesWithinTheContentRangeOfABodyOfAnotherLength(String sent, String kept) {
        int end = 40_000 + number(sent);
        URI upload = begun();

        assertThatAnswer(patchChunked(upload, slice(40_000, end), "Content-Range", "40000-49999"))
                .isError(400, "SIZE_INVALID");

        HttpResponse<byte[]> status = registry.get(upload);
        assertThatAnswer(status).hasStatus(204);
        completes(status, number(kept));
    }

    private static int number(String text) {
        return Integer.parseInt(text.replace("_", ""));
    }

    @Test
    void appendsManyChunks() {
        URI upload = registry.startUpload(repository);
        for (int offset = 0; offset < 100_000; offset += 4_000) {
            HttpResponse<byte[]> answer = registry.patch(
                    upload, slice(offset, offset + 4_000), "Content-Range", "%d-%d".formatted(offset, offset + 3_999));
            assertThatAnswer(answer).hasStatus(202).goesOnAt(offset + 4_000);
            upload = registry.location(answer);
        }
        completes(upload, 100_000);
    }

    @Test
    void goesOnAtAnyNode() throws Exception {
        URI upload = begun();
        try (SecondNode second = SecondNode.of(TestStack.shared())) {
            HttpResponse<byte[]> answer = registry.patch(second.here(upload), slice(40_000, 70_000));

            assertThatAnswer(answer).hasStatus(202);
            completes(answer, 70_000);
        }
    }

    @Test
    void asksForTheBodyOnlyOfARequestThatCanBeServed() throws Exception {
        URI upload = begun();
        try (RawConnection connection =
                RawConnection.open("PATCH", upload, "Content-Length", "30000", "Expect", "100-continue")) {
            assertThat(connection.statusLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(connection.send(slice(40_000, 70_000)).answerToEnd()).contains("HTTP/1.1 202 ");
        }
        URI unknown = URI.create(upload.toString().replace("_state=", "_state=x"));
        try (RawConnection connection =
                RawConnection.open("PATCH", unknown, "Content-Length", "30000", "Expect", "100-continue")) {
            assertThat(connection.statusLine()).startsWith("HTTP/1.1 404 ");
        }
        completes(registry.get(upload), 70_000);
    }

    /** Most clients listen when they have sent everything, and never see the answer when the connection is closed before that. */
    @Test
    void answersAClientThatSendsAllOfALargeBodyFirst() throws Exception {
        byte[] body = new byte[64 << 20];
        URI unknown = registry.url("/v2/%s/blobs/uploads/017f22e2-79b0-7cc3-98c4-dc0c0c07398f".formatted(repository));
        try (RawConnection connection =
                RawConnection.open("PATCH", unknown, "Content-Length", Integer.toString(body.length))) {
            assertThat(connection.send(body).statusLine()).startsWith("HTTP/1.1 404 ");
        }
    }
}
