package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.IngestService;
import io.spoolway.oci.Digest;
import io.spoolway.service.Monitoring;
import io.spoolway.service.RunningService;
import io.spoolway.service.StepService;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.S3Credentials;
import io.spoolway.testing.AnswerAssert;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.PausableProxy.Hindrance;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The store denies one process what it asks for, as it does when a key was rotated, a clock is off, a policy was edited, or the bucket is
 * gone. That ends no upload: jobs wait, clients are told to come back, the process is not ready, and all goes on when it is mended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeniedByTheStoreTest {
    private static final String REPOSITORY = "invariants/denied";

    /** More than the attempts after which a job that fails is given up. */
    private static final int MANY = 8;

    private final Path directory = TestStack.temporaryDirectory();
    private LocalStack stack;
    private PausableProxy beforeIngest;
    private PausableProxy beforeVerifier;
    private PausableProxy beforeLinker;
    private IngestService ingest;
    private StepService verifier;
    private StepService linker;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        // of its own: its bucket is taken away
        stack = TestStack.start(directory, Set.of(Component.KAFKA, Component.S3), Map.of());
        beforeIngest = PausableProxy.to(stack.s3Endpoint());
        beforeVerifier = PausableProxy.to(stack.s3Endpoint());
        beforeLinker = PausableProxy.to(stack.s3Endpoint());
        ingest = Services.ingest(Services.settings(stack, beforeIngest));
        verifier = Services.verifier(settings(beforeVerifier));
        linker = Services.linker(settings(beforeLinker));
        registry = Services.registry(ingest);
    }

    private Map<String, String> settings(PausableProxy store) throws IOException {
        Map<String, String> settings = Services.settings(stack, store);
        // locks run out many times while the jobs wait
        settings.put("SPOOLWAY_WORK_LOCK", "2s");
        return settings;
    }

    @AfterAll
    void stop() throws Exception {
        linker.close();
        verifier.close();
        ingest.close();
        beforeLinker.close();
        beforeVerifier.close();
        beforeIngest.close();
        stack.close();
    }

    @Test
    void anUploadWaitsForVerifierAndLinkerWhileTheirKeyIsNotGood() {
        Hindrance verifying = beforeVerifier.spoilSignatures(line -> true);
        Hindrance linking = beforeLinker.spoilSignatures(line -> true);

        UploadId upload = pushAsync();

        awaitDenied(verifier, verifying, "SignatureDoesNotMatch");
        awaitDenied(linker, linking, "SignatureDoesNotMatch");
        assertLinkedInSteps(upload);
    }

    /** Returns when the service was denied many requests, was not ready, and is ready again after it. */
    private static void awaitDenied(RunningService service, Hindrance hindrance, String code) {
        Eventually.await().until(() -> hindrance.count() >= MANY);
        Monitoring.Health health = service.monitoring().health();
        assertThat(health.ready()).isFalse();
        assertThat(health.text()).contains("served by the object store", code);
        assertThat(service.monitoring().scrape()).contains("spoolway_ready 0.0");
        hindrance.release();
        awaitReady(service);
    }

    private static void awaitReady(RunningService service) {
        Eventually.await().until(() -> service.monitoring().health().ready());
    }

    @Test
    void aBucketThatIsGoneRejectsNothing() throws Exception {
        Hindrance fetch = beforeVerifier.holdRequests(PausableProxy.request("GET", "spoolway/v1/uploads/"));
        UploadId upload = pushAsync();
        Eventually.await().until(() -> fetch.count() > 0);
        Path bucket = directory
                .resolve("s3")
                .resolve("objects")
                .resolve(S3Credentials.defaults().bucket());
        Path away = bucket.resolveSibling("away");

        Files.move(bucket, away);
        fetch.release();
        Eventually.await().until(() -> requests(verifier, "404") >= MANY);
        assertThat(verifier.monitoring().health().text()).contains("NoSuchBucket");
        Files.move(away, bucket);

        assertLinkedInSteps(upload);
        awaitReady(verifier);
    }

    private static long requests(StepService service, String outcome) {
        return service.monitoring().meters().find("spoolway.store.requests").tag("outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void clientsAreToldToComeBackAndGoOnWhereTheyWere() {
        byte[] blob = Blobs.random(2_000);
        Digest digest = Registry.sha256(blob);
        URI upload = registry.startUpload(REPOSITORY);

        Hindrance denied = beforeIngest.spoilSignatures(line -> true);
        assertComeBack(registry.patch(upload, blob));
        assertComeBack(registry.get(upload));
        assertComeBack(registry.put(Registry.withDigest(upload, digest), blob));
        assertComeBack(registry.delete(upload));
        assertComeBack(registry.get(Registry.blobPath(REPOSITORY, digest)));
        assertThat(registry.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(registry.get("/health/live").statusCode()).isEqualTo(200);
        denied.release();

        // nobody sends a request to a node that is not ready
        awaitReady(ingest);
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, digest), blob);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
    }

    private static void assertComeBack(HttpResponse<byte[]> answer) {
        AnswerAssert.assertThatAnswer(answer).isError(503, "TOOMANYREQUESTS").hasHeader("Retry-After", "5");
    }

    private UploadId pushAsync() {
        byte[] blob = Blobs.random(2_000);
        URI upload = registry.startUpload(REPOSITORY);
        HttpResponse<byte[]> accepted =
                registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob, "Prefer", "respond-async");
        assertThat(accepted.statusCode()).as(() -> Registry.describe(accepted)).isEqualTo(202);
        return Stores.uploadIn(upload);
    }

    private void assertLinkedInSteps(UploadId id) {
        Eventually.await()
                .until(() -> Events.of(stack.bootstrapServers(), id.toString()).getLast() instanceof BlobLinked);
        assertThat(Events.of(stack.bootstrapServers(), id.toString()))
                .extracting(PipelineEvent::type)
                .containsExactly(
                        EventType.UPLOAD_STARTED,
                        EventType.UPLOAD_COMPLETED,
                        EventType.BLOB_VERIFIED,
                        EventType.BLOB_LINKED);
        assertThat(Events.deadLetters(stack.bootstrapServers())).isEmpty();
        assertThat(givenBack(verifier) + givenBack(linker)).isZero();
    }

    /** Jobs whose record went back to the queue, or out of it. */
    private static long givenBack(StepService service) {
        return service.monitoring().meters().find("spoolway.jobs").timers().stream()
                .filter(timer -> !"accept".equals(timer.getId().getTag("outcome")))
                .mapToLong(Timer::count)
                .sum();
    }
}
