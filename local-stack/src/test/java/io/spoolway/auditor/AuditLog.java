package io.spoolway.auditor;

import io.spoolway.auditor.fold.AuditEntry;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.event.EventType;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the auditor has written so far, as an outside consumer reads it that sees only what is committed. */
final class AuditLog {
    private AuditLog() {}

    /** The entries of each upload, by its id, in the order in which they stand on the topic. */
    static Map<String, List<AuditEntry>> entries(String bootstrapServers) {
        Map<String, List<AuditEntry>> entries = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record :
                Events.inOrderOfPartitions(bootstrapServers, List.of(AuditTopics.AUDIT))) {
            entries.computeIfAbsent(record.key(), key -> new ArrayList<>())
                    .add(AuditJson.read(record.value(), AuditEntry.class));
        }
        return entries;
    }

    /** The names of the steps of each upload, by its id. */
    static Map<String, List<String>> steps(String bootstrapServers) {
        Map<String, List<String>> steps = new HashMap<>();
        entries(bootstrapServers)
                .forEach((upload, entries) ->
                        steps.put(upload, entries.stream().map(AuditEntry::step).toList()));
        return steps;
    }

    /** Where each upload stands, by its id, once so many have ended. */
    static Map<String, UploadStatus> statusesWhenEnded(String bootstrapServers, int uploads, Duration atMost) {
        Map<String, UploadStatus> statuses = new TreeMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                Events.fromTheBeginning(bootstrapServers, List.of(AuditTopics.UPLOAD_STATUS))) {
            Eventually.await().pollInSameThread().atMost(atMost).until(() -> {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> put(statuses, record));
                return statuses.values().stream()
                                .filter(status -> status.state().isEnd())
                                .count()
                        == uploads;
            });
        }
        return statuses;
    }

    private static void put(Map<String, UploadStatus> statuses, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            statuses.remove(record.key());
        } else {
            statuses.put(record.key(), AuditJson.read(record.value(), UploadStatus.class));
        }
    }

    /** Copies all events of the pipeline to another broker, as they are. */
    static void mirror(String from, String to) {
        List<String> topics =
                Arrays.stream(EventType.values()).map(EventType::topic).toList();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", to), new StringSerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<String, byte[]> record : Events.inOrderOfPartitions(from, topics)) {
                var _ = producer.send(new ProducerRecord<>(
                        record.topic(),
                        record.partition(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers()));
            }
            producer.flush();
        }
    }
}
