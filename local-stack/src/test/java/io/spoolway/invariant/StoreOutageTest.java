package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.IngestService;
import io.spoolway.oci.Digest;
import io.spoolway.service.StepService;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.PausableProxy.Hindrance;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The store is away, or its answers get lost: clients are told to come back, nothing that was acknowledged is lost, and
 * everything goes on by itself when it is there again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreOutageTest {
    private static final String REPOSITORY = "invariants/store-outage";
    private static final int MIB = 1 << 20;

    private final LocalStack stack = TestStack.bare();
    private final ObjectStore store = Stores.of(stack);
    private PausableProxy proxy;
    private IngestService ingest;
    private StepService verifier;
    private StepService linker;
    private Registry registry;

    @BeforeAll
    void startBehindAProxy() throws Exception {
        proxy = PausableProxy.to(stack.s3Endpoint());
        Map<String, String> settings = Services.settings(stack, proxy);
        // no job is to be done twice, however slow the machine is
        settings.put("SPOOLWAY_WORK_LOCK", "1m");
        ingest = Services.ingest(settings);
        verifier = Services.verifier(settings);
        linker = Services.linker(settings);
        registry = Services.registry(ingest);
    }

    @AfterAll
    void stop() throws Exception {
        linker.close();
        verifier.close();
        ingest.close();
        proxy.close();
        store.close();
    }

    @Test
    void clientsAreToldToComeBackAndGoOnWhereTheyWere() {
        byte[] blob = Blobs.random(10 * MIB);
        Digest digest = Registry.sha256(blob);
        byte[] begin = Arrays.copyOf(blob, 9 * MIB);
        byte[] rest = Arrays.copyOfRange(blob, 9 * MIB, blob.length);
        URI upload = registry.location(registry.patch(registry.startUpload(REPOSITORY), begin));

        proxy.cut();
        assertComeBack(registry.patch(upload, rest));
        assertComeBack(registry.get(upload));
        assertComeBack(registry.put(Registry.withDigest(upload, digest), rest));
        assertComeBack(registry.delete(upload));
        assertComeBack(registry.get(Registry.blobPath(REPOSITORY, digest)));
        proxy.restore();

        assertThat(Registry.offset(registry.get(upload))).isEqualTo(begin.length);
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, digest), rest);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
    }

    private static void assertComeBack(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
    }

    @Test
    void verifierAndLinkerWaitAndGoOnFromTheSameDelivery() {
        byte[] blob = Blobs.random(9 * MIB);
        Hindrance verifying = proxy.holdAnswers(PausableProxy.request("GET", "spoolway/v1/uploads/"), 1000);
        Hindrance linking = proxy.holdRequests(PausableProxy.request("PUT", "docker/registry/v2/repositories/"));
        URI upload = registry.startUpload(REPOSITORY);
        HttpResponse<byte[]> accepted =
                registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob, "Prefer", "respond-async");
        assertThat(accepted.statusCode()).isEqualTo(202);

        Eventually.await().until(() -> verifying.count() > 0);
        awayUntilNoticedBy(verifier, verifying);
        Eventually.await().until(() -> linking.count() > 0);
        awayUntilNoticedBy(linker, linking);

        assertLinkedInSteps(Stores.uploadIn(upload));
        assertThat(Stream.of(verifier, linker).mapToLong(StoreOutageTest::givenBack))
                .containsOnly(0L);
    }

    private void awayUntilNoticedBy(StepService service, Hindrance held) {
        long before = requests(service, "io");
        proxy.cut();
        held.drop();
        // more than a call repeats by itself
        Eventually.await().until(() -> requests(service, "io") > before + 6);
        proxy.restore();
    }

    private static long requests(StepService service, String outcome) {
        return service.monitoring().meters().find("spoolway.store.requests").tag("outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** Jobs whose record went back to the queue. */
    private static long givenBack(StepService service) {
        return service.monitoring().meters().find("spoolway.jobs").timers().stream()
                .filter(timer -> !"accept".equals(timer.getId().getTag("outcome")))
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void anAnswerThatIsLostChangesNothingForTheClient() {
        byte[] blob = Blobs.random(9 * MIB);
        URI upload = registry.startUpload(REPOSITORY);
        UploadId id = Stores.uploadIn(upload);
        Hindrance chunk = proxy.loseNextAnswer(PausableProxy.request("PUT", StorageLayout.chunk(id, 0)));
        HttpResponse<byte[]> first = registry.patch(upload, Arrays.copyOf(blob, 8 * MIB));
        assertThat(first.statusCode()).as(() -> Registry.describe(first)).isEqualTo(202);

        List<Hindrance> lost = Stream.of(
                        PausableProxy.request("PUT", StorageLayout.chunk(id, 8 * MIB)),
                        PausableProxy.request("GET", StorageLayout.chunk(id, 0)),
                        PausableProxy.request("POST", "uploads="),
                        PausableProxy.request("PUT", "partNumber="),
                        PausableProxy.request("PUT", "docker/registry/v2/repositories/"),
                        PausableProxy.request("POST", "delete"))
                .map(proxy::loseNextAnswer)
                .toList();
        Digest digest = Registry.sha256(blob);
        HttpResponse<byte[]> completed = registry.put(
                Registry.withDigest(registry.location(first), digest), Arrays.copyOfRange(blob, 8 * MIB, blob.length));

        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        assertLinkedInSteps(id);
        assertThat(chunk.count()).isOne();
        assertThat(lost).allSatisfy(answer -> assertThat(answer.count()).isOne());
    }

    private void assertLinkedInSteps(UploadId id) {
        Eventually.await()
                .until(() -> Events.of(stack.bootstrapServers(), id.toString()).getLast() instanceof BlobLinked);
        Eventually.await()
                .untilAsserted(
                        () -> assertThat(store.list(StorageLayout.upload(id))).isEmpty());
        assertThat(Events.of(stack.bootstrapServers(), id.toString()))
                .extracting(PipelineEvent::type)
                .containsExactly(
                        EventType.UPLOAD_STARTED,
                        EventType.UPLOAD_COMPLETED,
                        EventType.BLOB_VERIFIED,
                        EventType.BLOB_LINKED);
        assertThat(Events.deadLetters(stack.bootstrapServers()))
                .noneMatch(record -> id.toString().equals(record.key()));
    }
}
