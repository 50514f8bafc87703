package io.spoolway.auditor;

import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.Topics;
import io.spoolway.service.Monitoring;
import io.spoolway.service.Retry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The topics must be there before they are folded, and fit together. */
final class TopicCheck {
    private TopicCheck() {}

    /**
     * Waits until the broker has all topics; says what is missing meanwhile.
     *
     * @throws IllegalStateException when the topics of the pipeline differ in their number of partitions: then the events of an
     *     upload do not come to the same auditor
     */
    static void await(KafkaConfig kafka, Duration auditRetention, Monitoring monitoring) throws InterruptedException {
        Map<String, Integer> partitions = Retry.untilDone(monitoring, () -> ensure(kafka, auditRetention));
        if (partitions.values().stream().distinct().count() > 1) {
            throw new IllegalStateException(
                    "the topics of the pipeline must have the same number of partitions, but have " + partitions);
        }
    }

    /** Returns the number of partitions of each topic of the pipeline. */
    private static Map<String, Integer> ensure(KafkaConfig kafka, Duration auditRetention) throws InterruptedException {
        Map<String, Object> properties =
                kafka.client(Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000));
        try (Admin admin = Admin.create(properties)) {
            Topics.ensure(
                    admin,
                    kafka,
                    Stream.concat(Topics.ofPipeline().stream(), AuditTopics.all(auditRetention).stream())
                            .toList());
            Map<String, Integer> partitions = new TreeMap<>();
            admin.describeTopics(events())
                    .allTopicNames()
                    .get()
                    .forEach((name, description) ->
                            partitions.put(name, description.partitions().size()));
            return partitions;
        } catch (ExecutionException e) {
            throw new BrokerUnavailableException("the topics could not be looked at: " + e.getMessage(), e);
        }
    }

    private static List<String> events() {
        return Arrays.stream(EventType.values()).map(EventType::topic).toList();
    }
}
