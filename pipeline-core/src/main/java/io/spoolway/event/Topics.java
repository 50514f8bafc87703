package io.spoolway.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the pipeline, and their creation. */
public final class Topics {
    /** Where records go that could not be worked on, as they were, with the reason in headers. */
    public static final String DEAD_LETTER = "spoolway.dead-letter";

    /** Far longer than any backlog: a work topic must not forget work. */
    private static final Duration RETENTION = Duration.ofDays(30);

    private Topics() {}

    /**
     * Creates the topics that are not there. Existing ones are left as they are, whatever their settings.
     *
     * @throws BrokerUnavailableException when the broker does not answer
     */
    public static void ensure(Admin admin, KafkaConfig config) {
        List<NewTopic> wanted = new ArrayList<>();
        Arrays.stream(EventType.values()).map(EventType::topic).forEach(name -> wanted.add(topic(name, config)));
        wanted.add(topic(DEAD_LETTER, config));
        for (var created : admin.createTopics(wanted).values().values()) {
            try {
                created.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerUnavailableException("interrupted while creating topics", e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new BrokerUnavailableException("the topics could not be created: " + e.getMessage(), e);
                }
            }
        }
    }

    private static NewTopic topic(String name, KafkaConfig config) {
        Optional<Short> replication =
                config.replicationFactor() < 0 ? Optional.empty() : Optional.of(config.replicationFactor());
        return new NewTopic(name, Optional.of(config.partitions()), replication)
                .configs(Map.of("retention.ms", Long.toString(RETENTION.toMillis())));
    }
}
