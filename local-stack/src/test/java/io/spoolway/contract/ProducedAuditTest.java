package io.spoolway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.AuditorService;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadExpired;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadStarted;
import io.spoolway.event.Work;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whether what the auditor writes is what {@code docs/asyncapi.yaml} says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProducedAuditTest {
    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private final Map<String, URI> uploads = new HashMap<>();
    private AuditorService auditor;
    private AsyncApi api;

    @BeforeAll
    void start() throws Exception {
        api = AsyncApi.read();
        auditor = Services.auditor(Services.settings(stack, Map.of()));
    }

    @AfterAll
    void stop() throws Exception {
        auditor.close();
    }

    @Test
    void theStepsOfUploadsAndWhereTheyStand() throws Exception {
        String linked = upload();
        String rejected = upload();
        String cancelled = upload();
        registry.put(Registry.withDigest(at(linked), Registry.sha256(blob)), blob);
        registry.put(Registry.withDigest(at(rejected), Registry.sha256(Blobs.random(10))), blob);
        registry.delete(registry.location(registry.patch(at(cancelled), blob)));

        assertWrittenDown(linked, 4);
        assertWrittenDown(rejected, 3);
        assertWrittenDown(cancelled, 2);
    }

    /** They are what the janitor and the dead letters publish; to wait for those would take minutes. */
    @Test
    void otherEndsAndWhatTakesTooLong() throws Exception {
        UploadId expired = UploadId.next();
        UploadId failed = UploadId.next();
        UploadId late = UploadId.next();
        RepositoryName name = new RepositoryName(repository);
        Digest digest = Registry.sha256(blob);
        Client client = new Client("192.0.2.1", "curl/8");
        Work work = Work.beginning(EventType.UPLOAD_STARTED);
        try (KafkaEventPublisher now = publisher(Clock.systemUTC());
                KafkaEventPublisher hoursAgo = publisher(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)))) {
            for (UploadId id : List.of(expired, failed, late)) {
                hoursAgo.publish(new UploadStarted(id, name, client), Optional.empty());
            }
            now.publish(new UploadExpired(expired, name, 10, Instant.now()), Optional.empty());
            now.publish(
                    new UploadFailed(failed, name, digest, 10, "upload.completed", 5, "the last fault"),
                    Optional.of(work));
            // the verifier finds no chunk of it, and rejects it
            hoursAgo.publish(
                    new UploadCompleted(late, name, digest, 0, 10, ChunkList.of(List.of()), client), Optional.empty());
        }

        assertWrittenDown(expired.toString(), 2);
        assertWrittenDown(failed.toString(), 2);
        assertWrittenDown(late.toString(), 4);
        assertThat(await(AuditTopics.AUDIT, late.toString(), 4))
                .extracting(record -> Events.headers(record).get("ce_type"))
                .contains("spoolway.upload.stalled");
    }

    private KafkaEventPublisher publisher(Clock clock) {
        KafkaConfig kafka = new KafkaConfig(stack.bootstrapServers(), Map.of(), 8, (short) -1);
        return KafkaEventPublisher.connect(kafka, "node-1", clock, new SimpleMeterRegistry());
    }

    private String upload() {
        URI url = registry.startUpload(repository);
        String id = Stores.uploadIn(url).toString();
        uploads.put(id, url);
        return id;
    }

    private URI at(String id) {
        return Objects.requireNonNull(uploads.get(id));
    }

    @Test
    void whatHappensInARepository() throws Exception {
        Images images = new Images(registry, repository);
        images.push("latest", images.image());
        images.delete("latest");

        assertWrittenDown(repository, 2);
    }

    @Test
    void whatIsNoEvent() throws Exception {
        String key = Registry.newRepository();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(EventType.UPLOAD_STARTED.topic(), key, blob))
                    .get();
        }

        ConsumerRecord<String, byte[]> letter =
                await(AuditTopics.DEAD_LETTER, key, 1).getFirst();
        assertThat(letter.value()).isEqualTo(blob);
        assertThat(api.problems(letter.topic(), letter.key(), Events.headers(letter), null))
                .isEmpty();
    }

    private void assertWrittenDown(String key, int steps) throws Exception {
        List<ConsumerRecord<String, byte[]>> audit = await(AuditTopics.AUDIT, key, steps);
        assertThat(audit).hasSize(steps);
        List<ConsumerRecord<String, byte[]>> status =
                key.equals(repository) ? List.of() : await(AuditTopics.UPLOAD_STATUS, key, 1);
        List<ConsumerRecord<String, byte[]>> published = Events.records(stack.bootstrapServers(), key);
        for (ConsumerRecord<String, byte[]> record :
                Stream.of(published, audit, status).flatMap(List::stream).toList()) {
            assertThat(api.problems(record.topic(), record.key(), Events.headers(record), record.value()))
                    .as(record::toString)
                    .isEmpty();
        }
    }

    private List<ConsumerRecord<String, byte[]>> await(String topic, String key, int records) {
        return Eventually.await()
                .until(
                        () -> Events.records(stack.bootstrapServers(), List.of(topic)).stream()
                                .filter(record -> key.equals(record.key()))
                                .toList(),
                        found -> found.size() >= records);
    }
}
