package io.spoolway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.AuditorService;
import io.spoolway.event.EventType;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        for (ConsumerRecord<String, byte[]> record :
                Stream.concat(audit.stream(), status.stream()).toList()) {
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
