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
     * @param partitions how many it is created with; empty for as many as is configured
     * @param settings that it is created with
     */
    public record Topic(String name, Optional<Integer> partitions, Map<String, String> settings) {
        public Topic {
            settings = Map.copyOf(settings);
        }

        /** A topic of as many partitions as is configured. */
        public Topic(String name, Map<String, String> settings) {
            this(name, Optional.empty(), settings);
        }

        /** A topic that forgets after so long. */
        public static Topic keeping(String name, Duration retention) {
            return new Topic(name, Map.of("retention.ms", Long.toString(retention.toMillis())));
        }

        private Topic ofOnePartition() {
            return new Topic(name, Optional.of(1), settings);
        }
    }

    /** Those of the pipeline. */
    public static List<Topic> ofPipeline() {
        Stream<Topic> events = Arrays.stream(EventType.values()).map(Topics::topic);
        Stream<Topic> large = Arrays.stream(EventType.values())
                .flatMap(type -> large(type).stream())
                .map(name -> Topic.keeping(name, RETENTION).ofOnePartition());
        return Stream.of(events, large, Stream.of(Topic.keeping(DEAD_LETTER, RETENTION)))
                .flatMap(topics -> topics)
                .toList();
    }

    /**
     * The topic beside that of a work queue, to which the records of large blobs are handed on, as they are. It has one partition: all
     * consumers of a share group that read it share that, so that whichever is free takes the next record.
     *
     * @return empty for an event that is no work
     */
    public static Optional<String> large(EventType queue) {
        return switch (queue) {
            case UPLOAD_COMPLETED, BLOB_VERIFIED -> Optional.of(queue.topic() + ".large");
            default -> Optional.empty();
        };
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
        int partitions = topic.partitions().orElse(config.partitions());
        return new NewTopic(topic.name(), Optional.of(partitions), replication).configs(topic.settings());
    }
}
