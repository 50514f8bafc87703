package io.spoolway.testing;

import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what was published, from the beginning, as an outside consumer would. */
public final class Events {
    private Events() {}

    /** All events of the pipeline so far that belong to this upload, in the order of their time. */
    public static List<PipelineEvent> of(String bootstrapServers, String uploadId) {
        return records(bootstrapServers, uploadId).stream()
                .map(EventCodec::decode)
                .toList();
    }

    /** The raw records, in the order of their time. */
    public static List<ConsumerRecord<String, byte[]>> records(String bootstrapServers, String uploadId) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Arrays.stream(EventType.values())
                    .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (uploadId.equals(record.key())) {
                        found.add(record);
                    }
                }
            }
        }
        found.sort(java.util.Comparator.comparingLong(ConsumerRecord::timestamp));
        return found;
    }
}
