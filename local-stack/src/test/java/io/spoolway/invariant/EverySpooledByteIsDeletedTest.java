package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadExpired;
import io.spoolway.linker.Deed;
import io.spoolway.linker.Janitor;
import io.spoolway.linker.Retention;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Invariant 3: every spooled byte is deleted in the end, whatever became of its upload; and not before. The janitor of these
 * tests lives in the future.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EverySpooledByteIsDeletedTest {
    private static final String REPOSITORY = "invariants/every-byte";
    private static final int SIZE = 9 << 20;
    private static final Duration EXPIRY = Duration.ofDays(7);
    private static final Duration REJECTED = Duration.ofDays(14);
    private static final Duration LEFTOVERS = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);
    private final KafkaEventPublisher publisher = KafkaEventPublisher.connect(
            new KafkaConfig(stack.bootstrapServers(), Map.of(), 1, (short) -1),
            "janitor",
            Clock.systemUTC(),
            new SimpleMeterRegistry());

    @AfterAll
    void disconnect() {
        publisher.close();
        store.close();
    }

    @Test
    void ofALinkedUpload() {
        byte[] blob = Blobs.random(SIZE);
        URI upload = begun(blob);
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, Registry.sha256(blob)), new byte[0]);
        assertThat(completed.statusCode()).isEqualTo(201);

        Eventually.await()
                .untilAsserted(
                        () -> assertThat(spoolOf(Stores.uploadIn(upload))).isEmpty());
    }

    @Test
    void ofACancelledUpload() throws Exception {
        URI upload = begun(Blobs.random(SIZE));
        UploadId id = Stores.uploadIn(upload);

        assertThat(registry.delete(upload).statusCode()).isEqualTo(204);
        assertThat(spoolOf(id))
                .as("empty tombstones")
                .hasSize(2)
                .allSatisfy(seal -> assertThat(seal.size()).isZero());
        sweep(EXPIRY.plus(HOUR));

        assertThat(spoolOf(id)).isEmpty();
        assertThat(events(id))
                .extracting(PipelineEvent::type)
                .containsExactly(EventType.UPLOAD_STARTED, EventType.UPLOAD_CANCELLED);
    }

    @Test
    void ofAnUploadWithoutProgressThoughNoneThatProgresses() throws Exception {
        byte[] blob = Blobs.random(SIZE);
        URI upload = begun(blob);
        UploadId id = Stores.uploadIn(upload);

        sweep(EXPIRY.minus(HOUR));
        assertThat(Registry.offset(registry.get(upload))).isEqualTo(SIZE);
        sweep(EXPIRY.plus(HOUR));
        assertThat(spoolOf(id))
                .as("empty tombstones")
                .hasSize(2)
                .allSatisfy(seal -> assertThat(seal.size()).isZero());
        assertThat(registry.get(upload).statusCode()).isEqualTo(404);
        assertThat(registry.put(Registry.withDigest(upload, Registry.sha256(blob)), new byte[0])
                        .statusCode())
                .isBetween(400, 499);
        sweep(EXPIRY.multipliedBy(2));

        assertThat(spoolOf(id)).isEmpty();
        assertThat(events(id))
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        UploadExpired.class,
                        expired -> assertThat(expired.size()).isEqualTo(SIZE));
    }

    @Test
    void ofARejectedUploadWhenItsRetentionIsOver() throws Exception {
        byte[] blob = Blobs.random(SIZE);
        URI upload = begun(blob);
        UploadId id = Stores.uploadIn(upload);
        Digest wrong = Registry.sha256(Blobs.random(10));
        assertThat(registry.put(Registry.withDigest(upload, wrong), new byte[0]).statusCode())
                .isEqualTo(400);

        sweep(REJECTED.minus(HOUR));
        assertThat(spoolOf(id)).as("chunks, seal and note").hasSize(4);
        sweep(REJECTED.plus(HOUR));

        assertThat(spoolOf(id)).isEmpty();
    }

    @Test
    void butNotOfAnUploadThatIsSealedAndHasNotEndedHoweverOldItIs() throws Exception {
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        URI upload = begun(blob);
        UploadId id = Stores.uploadIn(upload);
        seal(id, digest);

        sweep(Duration.ofDays(1000));
        assertThat(spoolOf(id)).hasSize(3);

        // the client asks again after three years, and nothing is lost
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, digest), new byte[0]);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
    }

    @Test
    void ofALinkedUploadWhoseLinkerDiedBeforeItDeleted() throws Exception {
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        UploadId id = Stores.uploadIn(begun(blob));
        seal(id, digest);
        store.put(StorageLayout.blobData(digest), ObjectBody.of(blob));
        store.put(StorageLayout.layerLink(new RepositoryName(REPOSITORY), digest), ObjectBody.of(digest.toString()));
        publisher.publish(new BlobLinked(id, new RepositoryName(REPOSITORY), digest, SIZE, true));

        sweep(LEFTOVERS.minus(HOUR));
        assertThat(spoolOf(id)).hasSize(3);
        sweep(EXPIRY.plus(HOUR));

        assertThat(spoolOf(id)).isEmpty();
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        assertThat(events(id).stream().map(PipelineEvent::id).distinct())
                .containsExactly(id + "/upload.started", id + "/blob.linked");
    }

    @Test
    void ofACancelledUploadWhoseNodeDiedAfterItSealed() throws Exception {
        UploadId id = Stores.uploadIn(begun(Blobs.random(SIZE)));
        new Abandonment(new SpoolReader(store, store), store, store)
                .seal(id, new RepositoryName(REPOSITORY), Seal.Reason.CANCELLED);

        sweep(EXPIRY.plus(HOUR));
        assertThat(spoolOf(id))
                .hasSize(2)
                .allSatisfy(seal -> assertThat(seal.size()).isZero());
        assertThat(events(id))
                .extracting(PipelineEvent::type)
                .containsExactly(EventType.UPLOAD_STARTED, EventType.UPLOAD_CANCELLED);
        sweep(EXPIRY.multipliedBy(2));

        assertThat(spoolOf(id)).isEmpty();
    }

    @Test
    void aDryRunTellsWhatIsToBeDoneAndChangesNothing() throws Exception {
        UploadId id = Stores.uploadIn(begun(Blobs.random(SIZE)));
        List<ListedObject> before = spoolOf(id);

        Janitor.Summary summary = janitor(EXPIRY.plus(HOUR)).sweep(EXPIRY, true);

        assertThat(summary.count(Deed.Kind.EXPIRED)).isPositive();
        assertThat(spoolOf(id)).isEqualTo(before);
        assertThat(events(id)).hasSize(1);
    }

    /** An upload that has all of its bytes, in two chunks. */
    private URI begun(byte[] blob) {
        HttpResponse<byte[]> answer = registry.patch(registry.startUpload(REPOSITORY), blob);
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(202);
        return registry.location(answer);
    }

    /** As a node leaves an upload that dies before it publishes. */
    private void seal(UploadId id, Digest digest) {
        store.putIfAbsent(
                StorageLayout.chunk(id, SIZE),
                ObjectBody.of(""),
                new Seal.Completed(new RepositoryName(REPOSITORY), digest, SIZE).metadata());
    }

    private void sweep(Duration later) throws InterruptedException {
        assertThat(janitor(later).sweep(EXPIRY, false).failures()).isZero();
    }

    private Janitor janitor(Duration later) {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        return new Janitor(store, publisher, clock, new Retention(EXPIRY, REJECTED, LEFTOVERS));
    }

    private List<ListedObject> spoolOf(UploadId id) {
        return store.list(StorageLayout.upload(id)).toList();
    }

    private List<PipelineEvent> events(UploadId id) {
        return Events.of(stack.bootstrapServers(), id.toString());
    }
}
