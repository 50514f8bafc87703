package io.spoolway.event;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the pipeline, and their creation. */
public final class Topics {
    /** Where records go that could not be worked on, as they were, with the reason in headers. */
    public static final String DEAD_LETTER = "spoolway.dead-letter";

    /** Far longer than any backlog: a work topic must not forget work. */
    private static final Duration RETENTION = Duration.ofDays(30);

    /** What is out of date with the next event of its upload is not kept for long. */
    private static final Duration PROGRESS_RETENTION = Duration.ofDays(1);

    private Topics() {}

    /**
     * A topic that has to be there.
     *
     * @param settings that it is created with
     */
    public record Topic(String name, Map<String, String> settings) {
        public Topic {
            settings = Map.copyOf(settings);
        }

        /** A topic that forgets after so long. */
        public static Topic keeping(String name, Duration retention) {
            return new Topic(name, Map.of("retention.ms", Long.toString(retention.toMillis())));
        }
    }

    /** Those of the pipeline. */
    public static List<Topic> ofPipeline() {
        return Stream.concat(
                        Arrays.stream(EventType.values()).map(Topics::topic),
                        Stream.of(Topic.keeping(DEAD_LETTER, RETENTION)))
                .toList();
    }

    private static Topic topic(EventType type) {
        return Topic.keeping(type.topic(), type == EventType.UPLOAD_PROGRESSED ? PROGRESS_RETENTION : RETENTION);
    }

    /**
     * Creates the topics that are not there. Existing ones are left as they are, whatever their settings.
     *
     * @throws BrokerUnavailableException when the broker does not answer
     */
    public static void ensure(Admin admin, KafkaConfig config, Collection<Topic> topics) {
        List<NewTopic> wanted =
                topics.stream().map(topic -> create(topic, config)).toList();
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

    private static NewTopic create(Topic topic, KafkaConfig config) {
        Optional<Short> replication =
                config.replicationFactor() < 0 ? Optional.empty() : Optional.of(config.replicationFactor());
        return new NewTopic(topic.name(), Optional.of(config.partitions()), replication).configs(topic.settings());
    }
}
