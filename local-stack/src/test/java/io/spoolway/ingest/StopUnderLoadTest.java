package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;

import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A node that is told to stop while a client sends. */
class StopUnderLoadTest {
    private static final byte[] CHUNK = new byte[1000];

    private final CountDownLatch sending = new CountDownLatch(1);
    private final CompletableFuture<Void> maySendTheRest = new CompletableFuture<>();

    @Test
    void aRequestUnderWayIsAnsweredAndOthersAreSentAway() throws Exception {
        IngestService node = Services.ingest(Services.settings(TestStack.shared(), Map.of()));
        Registry registry = Services.registry(node);
        URI upload = registry.startUpload(Registry.newRepository());
        try (HttpClient http = HttpClient.newHttpClient()) {
            // the client sends the body when the node asks for it, so the request is under way by then
            HttpRequest patch = HttpRequest.newBuilder(upload)
                    .expectContinue(true)
                    .method("PATCH", BodyPublishers.ofInputStream(this::inTwoHalves))
                    .build();
            CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(patch, BodyHandlers.ofByteArray());
            sending.await();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> close(node));
            Eventually.await().until(() -> refusesConnections(upload));
            // on the connection that is open since before
            assertThatAnswer(registry.get("/v2/")).hasStatus(503).hasHeader("Retry-After", "5");
            maySendTheRest.complete(null);

            assertThatAnswer(answer.get()).hasStatus(202).hasHeader("Range", "0-1999");
            stopped.get();
        }
    }

    private static boolean refusesConnections(URI node) throws IOException {
        try (Socket _ = new Socket(node.getHost(), node.getPort())) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void close(IngestService node) {
        try {
            node.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private InputStream inTwoHalves() {
        return new SequenceInputStream(new ByteArrayInputStream(CHUNK), new ByteArrayInputStream(CHUNK) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                sending.countDown();
                maySendTheRest.join();
                return super.read(into, from, length);
            }
        });
    }
}
