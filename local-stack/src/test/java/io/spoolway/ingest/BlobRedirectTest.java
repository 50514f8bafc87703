package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A node that sends the readers of blobs to the object store, which they know by another name than it does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlobRedirectTest {
    private final LocalStack stack = TestStack.shared();
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(100_000);
    private final String path = Registry.blobPath(repository, Registry.sha256(blob));
    private final String storeForClients =
            "http://localhost:" + stack.s3Endpoint().getPort();
    private SecondNode node;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        node = SecondNode.of(
                stack, Map.of("SPOOLWAY_BLOB_REDIRECT", "true", "SPOOLWAY_BLOB_REDIRECT_ENDPOINT", storeForClients));
        registry = node.registry();
        registry.push(repository, blob);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> follow(String... headers) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(registry.url(path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }
    }

    @Test
    void sendsTheClientToTheStore() {
        assertThatAnswer(registry.get(path))
                .hasStatus(307)
                .hasHeaderLike("Location", storeForClients + "/.+/data\\?.*X-Amz-Expires=600.*")
                .hasHeader("Docker-Content-Digest", Registry.sha256(blob).toString())
                .hasHeader("Cache-Control", "no-store")
                .hasBody(new byte[0]);
    }

    @Test
    void whereTheClientFindsTheBlob() throws Exception {
        HttpResponse<byte[]> answer = follow();

        assertThatAnswer(answer).hasStatus(200).hasBody(blob);
        assertThat(answer.uri().getHost()).isEqualTo("localhost");
    }

    @Test
    void whereTheClientFindsAPartOfTheBlob() throws Exception {
        assertThatAnswer(follow("Range", "bytes=1000-1999"))
                .hasStatus(206)
                .hasBody(Arrays.copyOfRange(blob, 1000, 2000));
    }

    @Test
    void whereNobodyFindsAnythingElse() {
        URI signed = registry.location(registry.get(path));
        URI other = URI.create(signed.toString().replaceFirst("/data\\?", "/else?"));

        assertThat(registry.get(other).statusCode()).isEqualTo(403);
    }

    @Test
    void answersAHeadByItself() {
        assertThatAnswer(registry.head(path)).hasStatus(200).hasHeader("Content-Length", "100000");
    }

    @Test
    void doesNotSendTheClientForWhatItHasOrForNothing() {
        assertThatAnswer(registry.get(path, "If-None-Match", "\"" + Registry.sha256(blob) + "\""))
                .hasStatus(304);
        assertThatAnswer(registry.get(Registry.blobPath(repository, Registry.sha256(Blobs.random(10)))))
                .isError(404, "BLOB_UNKNOWN");
    }
}
