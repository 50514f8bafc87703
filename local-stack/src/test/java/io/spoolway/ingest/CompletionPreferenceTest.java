package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static io.spoolway.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.oci.Digest;
import io.spoolway.spool.UploadId;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a completing request waits (RFC 7240), and the status URL of one that does not. */
class CompletionPreferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private final Digest digest = Registry.sha256(blob);

    private JsonNode status(URI url) throws IOException {
        HttpResponse<byte[]> answer = registry.get(url);
        assertThatAnswer(answer).hasStatus(200).hasHeader("Content-Type", "application/json");
        return JSON.readTree(answer.body());
    }

    private void endsIn(String state, URI status) {
        await().untilAsserted(
                        () -> assertThat(status(status).path("state").asText()).isEqualTo(state));
    }

    private HttpResponse<byte[]> completeAsync(URI upload, Digest declared) {
        HttpResponse<byte[]> answer =
                registry.put(Registry.withDigest(upload, declared), blob, "Prefer", "respond-async");
        assertThatAnswer(answer)
                .hasStatus(202)
                .hasHeader("Preference-Applied", "respond-async")
                .hasHeader("Docker-Content-Digest", declared.toString())
                .hasHeaderLike("Location", "/spoolway/v1/uploads/" + Stores.uploadIn(upload) + "\\?.+");
        return answer;
    }

    @Test
    void answersAtOnceWhenAskedToAndTellsOfTheGoodEndLater() throws IOException {
        URI upload = registry.startUpload(repository);
        URI status = registry.location(completeAsync(upload, digest));

        endsIn("linked", status);
        JsonNode ended = status(status);
        assertThat(ended.path("uploadId").asText())
                .isEqualTo(Stores.uploadIn(upload).toString());
        assertThat(ended.path("blob").asText()).isEqualTo(Registry.blobPath(repository, digest));
        assertThatAnswer(registry.get(ended.path("blob").asText()))
                .hasStatus(200)
                .hasBody(blob);
    }

    @Test
    void tellsOfTheBadEndToo() throws IOException {
        Digest wrong = Registry.sha256(Blobs.random(10));
        URI status = registry.location(completeAsync(registry.startUpload(repository), wrong));

        endsIn("rejected", status);
        assertThat(status(status).path("detail").asText()).contains(digest.toString(), wrong.toString());
        assertThat(status(status).has("blob")).isFalse();
    }

    @Test
    void answersAMonolithicPostAtOnceToo() {
        HttpResponse<byte[]> answer = registry.post(
                "/v2/" + repository + "/blobs/uploads/?digest=" + digest, blob, "Prefer", "respond-async");

        assertThatAnswer(answer).hasStatus(202).hasHeader("Preference-Applied", "respond-async");
        endsIn("linked", registry.location(answer));
    }

    @ParameterizedTest(name = "Prefer: {0}")
    @CsvSource(delimiter = '|', textBlock = """
        wait=30                | wait=30
        respond-async, wait=30 | respond-async, wait=30
        wait=30, respond-async | respond-async, wait=30
        """)
    void waitsAsLongAsTheClientPrefers(String preference, String applied) {
        assertThatAnswer(registry.put(
                        Registry.withDigest(registry.startUpload(repository), digest), blob, "Prefer", preference))
                .isCreated(Registry.blobPath(repository, digest))
                .hasHeader("Preference-Applied", applied);
    }

    @ParameterizedTest(name = "Prefer: {0}")
    @CsvSource(
            delimiter = '|',
            value = {"handling=lenient", "wait=long", "return=minimal; foo"})
    void ignoresOtherPreferences(String preference) {
        assertThatAnswer(registry.put(
                        Registry.withDigest(registry.startUpload(repository), digest), blob, "Prefer", preference))
                .isCreated(Registry.blobPath(repository, digest))
                .hasNoHeader("Preference-Applied");
    }

    @Test
    void saysSoWhenARepeatedRequestIsAnsweredAgain() {
        URI upload = registry.startUpload(repository);
        URI status = registry.location(completeAsync(upload, digest));
        endsIn("linked", status);

        assertThatAnswer(registry.put(Registry.withDigest(upload, digest), blob, "Prefer", "respond-async"))
                .isCreated(Registry.blobPath(repository, digest));
    }

    @Test
    void followsAnUploadFromItsFirstByte() throws IOException {
        URI upload = registry.startUpload(repository);
        URI status = registry.url("/spoolway/v1/uploads/%s?repository=%s&digest=%s"
                .formatted(Stores.uploadIn(upload), repository, digest));
        assertThatAnswer(registry.get(status)).isError(404, "BLOB_UPLOAD_UNKNOWN");

        HttpResponse<byte[]> answer = registry.patch(upload, blob);
        assertThat(status(status).path("state").asText()).isEqualTo("spooling");

        assertThatAnswer(registry.delete(registry.location(answer))).hasStatus(204);
        assertThat(status(status).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void tellsAnUploadOnlyToWhomKnowsItsRepository() {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.patch(upload, blob)).hasStatus(202);

        assertThatAnswer(registry.get("/spoolway/v1/uploads/%s?repository=%s&digest=%s"
                        .formatted(Stores.uploadIn(upload), Registry.newRepository(), digest)))
                .isError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest(name = "/spoolway/v1/uploads/{0}{1}")
    @CsvSource(delimiter = '|', textBlock = """
        no-id | ?repository=some/name&digest=%DIGEST% | 400 | UNSUPPORTED
        %ID%  | ?digest=%DIGEST%                      | 400 | UNSUPPORTED
        %ID%  | ?repository=NoName&digest=%DIGEST%    | 400 | UNSUPPORTED
        %ID%  | ?repository=some/name                 | 400 | UNSUPPORTED
        %ID%  | ?repository=some/name&digest=sha256:1 | 400 | DIGEST_INVALID
        %ID%  | ?repository=some/name&digest=%DIGEST% | 404 | BLOB_UPLOAD_UNKNOWN
        """)
    void refusesAStatusUrlThatIsNone(String id, String query, int code, String error) {
        String path = "/spoolway/v1/uploads/"
                + id.replace("%ID%", UploadId.next().toString()) + query.replace("%DIGEST%", digest.toString());

        assertThatAnswer(registry.get(path)).isError(code, error);
    }
}
