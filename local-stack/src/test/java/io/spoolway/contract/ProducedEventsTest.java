package io.spoolway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.UploadProgressed;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether what the pipeline publishes is what {@code docs/asyncapi.yaml} says. */
class ProducedEventsTest {
    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private AsyncApi api;

    @BeforeEach
    void read() throws IOException {
        api = AsyncApi.read();
    }

    @Test
    void theStepsOfAnUploadThatIsLinked() throws IOException {
        URI upload = registry.startUpload(repository);
        HttpResponse<byte[]> answer = registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob);
        assertThat(answer.statusCode()).isEqualTo(201);

        assertWrittenDown(
                Stores.uploadIn(upload).toString(),
                EventType.UPLOAD_STARTED,
                EventType.UPLOAD_COMPLETED,
                EventType.BLOB_VERIFIED,
                EventType.BLOB_LINKED);
    }

    @Test
    void theStepsOfAnUploadThatIsRejected() throws IOException {
        URI upload = registry.startUpload(repository);
        HttpResponse<byte[]> answer =
                registry.put(Registry.withDigest(upload, Registry.sha256(Blobs.random(10))), blob);
        assertThat(answer.statusCode()).isEqualTo(400);

        assertWrittenDown(
                Stores.uploadIn(upload).toString(),
                EventType.UPLOAD_STARTED,
                EventType.UPLOAD_COMPLETED,
                EventType.UPLOAD_REJECTED);
    }

    @Test
    void theStepsOfAnUploadThatIsCancelled() throws IOException {
        URI upload = registry.startUpload(repository);
        assertThat(registry.delete(registry.location(registry.patch(upload, blob)))
                        .statusCode())
                .isEqualTo(204);

        assertWrittenDown(Stores.uploadIn(upload).toString(), EventType.UPLOAD_STARTED, EventType.UPLOAD_CANCELLED);
    }

    @Test
    void howFarAnUploadIsThatTakesLong() throws IOException {
        URI[] next = {registry.startUpload(repository)};
        String id = Stores.uploadIn(next[0]).toString();
        List<ConsumerRecord<String, byte[]>> progress = Eventually.await()
                .until(
                        () -> {
                            next[0] = registry.location(registry.patch(next[0], blob));
                            return progress(id);
                        },
                        records -> !records.isEmpty());

        ConsumerRecord<String, byte[]> record = progress.getFirst();
        assertThat(api.problems(record.topic(), record.key(), Events.headers(record), record.value()))
                .isEmpty();
        assertThat(((UploadProgressed) EventCodec.decode(record)).received() % blob.length)
                .isZero();
    }

    private List<ConsumerRecord<String, byte[]>> progress(String id) {
        return Events.records(stack.bootstrapServers(), List.of(EventType.UPLOAD_PROGRESSED.topic())).stream()
                .filter(record -> record.key().equals(id))
                .toList();
    }

    @Test
    void whatHappensInARepository() throws IOException {
        Images images = new Images(registry, repository);
        ObjectNode image = images.image();
        Digest manifest = images.push("latest", image);
        images.push("other", Images.referrer(image, manifest, "application/vnd.example"));
        Digest pushed = registry.push(Registry.newRepository(), blob);
        assertThat(registry.post("/v2/%s/blobs/uploads/?mount=%s".formatted(repository, pushed), new byte[0])
                        .statusCode())
                .isEqualTo(201);
        assertThat(images.delete("other").statusCode()).isEqualTo(202);
        assertThat(images.delete(manifest).statusCode()).isEqualTo(202);
        assertThat(registry.delete(Registry.blobPath(repository, pushed)).statusCode())
                .isEqualTo(202);

        assertWrittenDown(
                repository,
                EventType.MANIFEST_PUSHED,
                EventType.MANIFEST_PUSHED,
                EventType.BLOB_MOUNTED,
                EventType.TAG_DELETED,
                EventType.MANIFEST_DELETED,
                EventType.BLOB_DELETED);
    }

    @Test
    void whatIsNoEvent() throws Exception {
        String key = Registry.newRepository();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(EventType.UPLOAD_COMPLETED.topic(), key, blob))
                    .get();
        }

        ConsumerRecord<String, byte[]> letter = Eventually.await()
                .until(
                        () -> Events.deadLetters(stack.bootstrapServers()).stream()
                                .filter(record -> key.equals(record.key()))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
        assertThat(letter.value()).isEqualTo(blob);
        assertThat(api.problems(letter.topic(), letter.key(), Events.headers(letter), null))
                .isEmpty();
    }

    private void assertWrittenDown(String key, EventType... types) throws IOException {
        List<ConsumerRecord<String, byte[]>> records = Events.records(stack.bootstrapServers(), key);
        assertThat(records)
                .extracting(ConsumerRecord::topic)
                .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(types).map(EventType::topic).toArray(String[]::new));
        for (ConsumerRecord<String, byte[]> record : records) {
            assertThat(api.problems(record.topic(), record.key(), Events.headers(record), record.value()))
                    .as(() -> Events.headers(record) + " " + new String(record.value(), StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }
}
