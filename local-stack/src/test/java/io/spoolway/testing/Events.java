package io.spoolway.testing;

import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what was published, from the beginning, as an outside consumer would. */
public final class Events {
    private Events() {}

    /** All events so far of this upload, or of this repository, in the order of their time. */
    public static List<PipelineEvent> of(String bootstrapServers, String key) {
        return records(bootstrapServers, key).stream().map(EventCodec::decode).toList();
    }

    /**
     * All events so far by the id of their upload, or by their repository, each list in the order of their time. Records that are
     * no event, which tests of dead letters publish, are passed over.
     */
    public static Map<String, List<PipelineEvent>> byUpload(String bootstrapServers) {
        return records(bootstrapServers, pipelineTopics()).stream()
                .flatMap(record -> event(record).stream())
                .collect(Collectors.groupingBy(PipelineEvent::key));
    }

    private static Optional<PipelineEvent> event(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(EventCodec.decode(record));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The raw records, in the order of their time. */
    public static List<ConsumerRecord<String, byte[]>> records(String bootstrapServers, String key) {
        return records(bootstrapServers, pipelineTopics()).stream()
                .filter(record -> key.equals(record.key()))
                .toList();
    }

    /** What was taken out of the queues, in the order of its time. */
    public static List<ConsumerRecord<String, byte[]>> deadLetters(String bootstrapServers) {
        return records(bootstrapServers, List.of(Topics.DEAD_LETTER));
    }

    /** Without how far uploads are: how often that is told is a matter of time, and no test of steps is to depend on it. */
    private static List<String> pipelineTopics() {
        return Arrays.stream(EventType.values())
                .filter(type -> type != EventType.UPLOAD_PROGRESSED)
                .map(EventType::topic)
                .toList();
    }

    /** The headers of a record, each a text. */
    public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    /** The raw records of any topics that are committed, in the order of their time. */
    public static List<ConsumerRecord<String, byte[]>> records(String bootstrapServers, List<String> topics) {
        return inOrderOfPartitions(bootstrapServers, topics).stream()
                .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
                .toList();
    }

    /** The same, those of each partition in the order in which they stand there. */
    public static List<ConsumerRecord<String, byte[]>> inOrderOfPartitions(
            String bootstrapServers, List<String> topics) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = fromTheBeginning(bootstrapServers, topics)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    /** How many records there are on a topic; with what stands for the ends of transactions, where there are any. */
    public static long count(Admin admin, String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> ends =
                admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                        .flatMap(described -> described.partitions().stream())
                        .collect(Collectors.toMap(
                                info -> new TopicPartition(topic, info.partition()), info -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** A consumer of all that is committed to these topics, now and later; the receiver closes it. */
    public static KafkaConsumer<String, byte[]> fromTheBeginning(String bootstrapServers, List<String> topics) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }
}
