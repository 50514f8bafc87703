package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.UploadCompleted;
import io.spoolway.oci.Digest;
import io.spoolway.service.StepService;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code GET} and {@code HEAD} of a blob that is completed and not linked yet: there is no verifier on this stack, so nothing
 * is linked before a test starts one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlobWaitTest {
    /** As long as no test may last. */
    private static final Duration LONG = Duration.ofSeconds(100);

    private static final Map<String, String> SETTINGS = Map.of(
            "SPOOLWAY_BLOB_WAIT", LONG.toSeconds() + "s",
            "SPOOLWAY_COMPLETION_WAIT", "2s",
            "SPOOLWAY_COMPLETION_WAIT_IMPATIENT", "1s");

    private final String repository = Registry.newRepository();
    private LocalStack stack;
    private Registry registry;
    private SecondNode other;

    @BeforeAll
    void start() throws Exception {
        stack = TestStack.start(
                TestStack.temporaryDirectory(), EnumSet.complementOf(EnumSet.of(Component.VERIFIER)), SETTINGS);
        registry = new Registry(stack.httpEndpoint());
        other = SecondNode.of(stack);
    }

    @AfterAll
    void stop() throws Exception {
        other.close();
        stack.close();
    }

    /** Completes an upload on the first node, and says how it was told to be. */
    private HttpResponse<byte[]> complete(byte[] blob, Digest digest, String... headers) {
        return registry.put(Registry.withDigest(registry.startUpload(repository), digest), blob, headers);
    }

    private String completedAsync(byte[] blob, Digest digest) {
        assertThatAnswer(complete(blob, digest, "Prefer", "respond-async")).hasStatus(202);
        return Registry.blobPath(repository, digest);
    }

    private String completedAsync(byte[] blob) {
        return completedAsync(blob, Registry.sha256(blob));
    }

    /** What these requests are answered that were sent before there was a verifier. */
    private List<HttpResponse<byte[]>> answersOnceVerified(List<Supplier<HttpResponse<byte[]>>> requests)
            throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> answers =
                requests.stream().map(CompletableFuture::supplyAsync).toList();
        StepService verifier = Services.verifier(Services.settings(stack, Map.of()));
        try (verifier) {
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    private static void isSoon(Instant begin) {
        assertThat(Duration.between(begin, Instant.now())).isLessThan(LONG.dividedBy(2));
    }

    @Test
    void waitOnEveryNodeUntilItIsLinked() throws Exception {
        byte[] blob = Blobs.random(1000);
        String path = completedAsync(blob);

        List<HttpResponse<byte[]>> answers = answersOnceVerified(List.of(
                () -> registry.get(path),
                () -> other.registry().get(path),
                () -> other.registry().get(path, "Range", "bytes=0-9")));

        assertThatAnswer(answers.get(0)).hasStatus(200).hasBody(blob);
        assertThatAnswer(answers.get(1)).hasStatus(200).hasBody(blob);
        assertThatAnswer(answers.get(2)).hasStatus(206);
        assertThatAnswer(other.registry().head(path)).hasStatus(200);
    }

    @Test
    void aManifestWaitsOnAnotherNodeForTheBlobsThatItNames() throws Exception {
        byte[] config = Blobs.random(100);
        byte[] layer = Blobs.random(1000);
        completedAsync(config);
        completedAsync(layer);
        Images images = new Images(other.registry(), repository);
        byte[] manifest = Images.bytes(Images.image(config, layer));

        HttpResponse<byte[]> answer = answersOnceVerified(
                        List.of(() -> images.put("latest", manifest, Images.OCI_IMAGE)))
                .getFirst();

        assertThatAnswer(answer).hasStatus(201);
        assertThatAnswer(images.get("latest")).hasStatus(200).hasBody(manifest);
    }

    @Test
    void aManifestIsRefusedWhenABlobThatItWaitsForIsRejected() throws Exception {
        byte[] config = Blobs.random(100);
        byte[] layer = Blobs.random(1000);
        completedAsync(config);
        completedAsync(Blobs.random(1000), Registry.sha256(layer));
        Images images = new Images(other.registry(), repository);

        HttpResponse<byte[]> answer = answersOnceVerified(List.of(
                        () -> images.put("latest-bad", Images.bytes(Images.image(config, layer)), Images.OCI_IMAGE)))
                .getFirst();

        assertThatAnswer(answer).isError(400, "MANIFEST_BLOB_UNKNOWN");
        assertThat(Registry.describe(answer))
                .contains(Registry.sha256(layer).toString())
                .doesNotContain(Registry.sha256(config).toString());
    }

    @Test
    void ofADeleteAreForABlobThatIsOnItsWayToo() throws Exception {
        String path = completedAsync(Blobs.random(1000));

        List<HttpResponse<byte[]>> answers =
                answersOnceVerified(List.of(() -> other.registry().delete(path)));

        assertThatAnswer(answers.getFirst()).hasStatus(202);
        assertThatAnswer(registry.get(path)).hasStatus(404);
    }

    @Test
    void forThePipelineKeepNobodyFromUploading() throws Exception {
        byte[] blob = Blobs.random(1000);
        try (SecondNode narrow = SecondNode.of(
                stack,
                Map.of("SPOOLWAY_UPLOAD_CONCURRENCY", "1", "SPOOLWAY_COMPLETION_WAIT", LONG.toSeconds() + "s"))) {
            URI waiting = narrow.registry().startUpload(repository);
            CompletableFuture<HttpResponse<byte[]>> answer = CompletableFuture.supplyAsync(
                    () -> narrow.registry().put(Registry.withDigest(waiting, Registry.sha256(blob)), blob));
            String id = Stores.uploadIn(waiting).toString();
            Eventually.await()
                    .until(() -> Events.of(stack.bootstrapServers(), id).getLast() instanceof UploadCompleted);
            URI next = narrow.registry().startUpload(repository);

            // the slot is given back before the event is published
            assertThatAnswer(narrow.registry().patch(next, blob)).hasStatus(202);
            assertThat(answer).isNotDone();
            StepService verifier = Services.verifier(Services.settings(stack, Map.of()));
            try (verifier) {
                assertThatAnswer(answer.join()).hasStatus(201);
            }
        }
    }

    @Test
    void waitForManyAtOnce() throws Exception {
        List<String> paths = java.util.stream.Stream.generate(() -> completedAsync(Blobs.random(1000)))
                .limit(20)
                .toList();

        List<HttpResponse<byte[]>> answers = answersOnceVerified(paths.stream()
                .<Supplier<HttpResponse<byte[]>>>map(
                        path -> () -> other.registry().head(path))
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThatAnswer(answer).hasStatus(200));
    }

    @Test
    void waitOnANodeThatWasStartedAfterItWasCompleted() throws Exception {
        String path = completedAsync(Blobs.random(1000));
        try (SecondNode late = SecondNode.of(stack)) {
            List<HttpResponse<byte[]>> answers =
                    answersOnceVerified(List.of(() -> late.registry().head(path)));

            assertThatAnswer(answers.getFirst()).hasStatus(200);
        }
    }

    @Test
    void endWhenItIsRejected() throws Exception {
        Instant begin = Instant.now();
        String path = completedAsync(Blobs.random(1000), Registry.sha256(Blobs.random(1000)));

        List<HttpResponse<byte[]>> answers = answersOnceVerified(
                List.of(() -> registry.get(path), () -> other.registry().get(path)));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(404));
        isSoon(begin);
    }

    @Test
    void endWhenOneOfTwoUploadsOfItIsLinkedThoughTheOtherIsRejected() throws Exception {
        byte[] blob = Blobs.random(1000);
        completedAsync(Blobs.random(1000), Registry.sha256(blob));
        String path = completedAsync(blob);

        List<HttpResponse<byte[]>> answers =
                answersOnceVerified(List.of(() -> other.registry().get(path)));

        assertThatAnswer(answers.getFirst()).hasStatus(200).hasBody(blob);
    }

    @Test
    void areNotForWhatIsNotOnItsWay() {
        Instant begin = Instant.now();
        byte[] blob = Blobs.random(1000);
        Digest digest = Registry.sha256(blob);
        completedAsync(blob, digest);

        // to this repository nothing of it comes
        assertThatAnswer(other.registry().head(Registry.blobPath(Registry.newRepository(), digest)))
                .hasStatus(404);
        assertThatAnswer(registry.get(Registry.blobPath(repository, Registry.sha256(Blobs.random(10)))))
                .hasStatus(404);
        isSoon(begin);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void areBounded(int seconds) throws Exception {
        String path = completedAsync(Blobs.random(1000));
        try (SecondNode impatient = SecondNode.of(stack, Map.of("SPOOLWAY_BLOB_WAIT", seconds + "s"))) {
            Instant begin = Instant.now();

            assertThatAnswer(impatient.registry().head(path)).hasStatus(404);

            assertThat(Duration.between(begin, Instant.now()))
                    .isBetween(Duration.ofSeconds(seconds), LONG.dividedBy(2));
        }
    }

    /** The commit of containerd and Docker is answered before they give up, and what they ask then waits on. */
    @ParameterizedTest
    @ValueSource(strings = {"containerd/1.6.20~ds1", "docker/20.10.24+dfsg1 go/go1.19.8 UpstreamClient(x)"})
    void followACommitThatWasAnsweredBeforeItsEnd(String userAgent) throws Exception {
        byte[] blob = Blobs.random(1000);
        Digest digest = Registry.sha256(blob);
        assertThatAnswer(complete(blob, digest, "User-Agent", userAgent)).hasStatus(204);

        List<HttpResponse<byte[]>> answers = answersOnceVerified(
                List.of(() -> other.registry().head(Registry.blobPath(repository, digest), "User-Agent", userAgent)));

        assertThatAnswer(answers.getFirst()).hasStatus(200);
    }

    @Test
    void ofACommitArePreferredInSeveralLines() {
        byte[] blob = Blobs.random(1000);

        assertThatAnswer(complete(blob, Registry.sha256(blob), "Prefer", "respond-async", "Prefer", "wait=1"))
                .hasStatus(202)
                .hasHeader("Preference-Applied", "respond-async, wait=1");
    }

    @Test
    void ofACommitAreGrantedUpToACap() {
        byte[] blob = Blobs.random(1000);

        assertThatAnswer(complete(blob, Registry.sha256(blob), "Prefer", "wait=3600"))
                .hasStatus(202)
                .hasHeader("Preference-Applied", "wait=2");
    }
}
