package io.spoolway.auditor.webhook;

import io.spoolway.auditor.AuditTopics;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.KafkaConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Has a new endpoint begin with what is recorded from now on. That is committed before its first consumer joins: a consumer that
 * resets itself to the latest offset would do so again, and skip records, where it stopped before it delivered anything.
 */
final class StartingOffsets {
    private StartingOffsets() {}

    /**
     * Does nothing when the group has offsets.
     *
     * @throws BrokerUnavailableException when the broker does not answer, or another process was quicker
     */
    static void ensure(String group, KafkaConfig config) {
        try (Admin admin =
                Admin.create(config.client(Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000)))) {
            if (get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .isEmpty()) {
                // the broker refuses this when the group has a member: it has offsets then
                get(admin.alterConsumerGroupOffsets(group, ends(admin)).all());
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> ends(Admin admin) {
        Map<TopicPartition, OffsetSpec> asked =
                get(admin.describeTopics(List.of(AuditTopics.AUDIT)).allTopicNames()).values().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(info -> new TopicPartition(topic.name(), info.partition())))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        // what a transaction under way has written is not recorded yet
        get(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
        return ends;
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while asking the broker", e);
        } catch (ExecutionException e) {
            throw new BrokerUnavailableException("no starting offsets: " + e.getMessage(), e);
        }
    }
}
