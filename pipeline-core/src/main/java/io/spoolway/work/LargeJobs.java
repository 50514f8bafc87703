package io.spoolway.work;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.Topics;
import io.spoolway.event.UploadCompleted;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Keeps a large blob from holding up the small ones behind it. A share consumer takes nothing new until all of its last poll is done,
 * and as long as a group has fewer members than partitions the broker gives each partition to one of them: what is behind a job of
 * hours on its partition would wait for hours. So the record of a large blob is handed on to a topic beside the queue, which
 * has consumers of its own.
 */
final class LargeJobs {
    /** From how many bytes on a blob is large. What is smaller is done in about a second. */
    static final long FROM = 64L << 20;

    private final Optional<String> topic;
    private final KafkaEventPublisher publisher;

    LargeJobs(EventType queue, KafkaEventPublisher publisher) {
        this.topic = Topics.large(queue);
        this.publisher = publisher;
    }

    /**
     * Hands the record on if it is that of a large blob, and has not been handed on yet. When this returns true the broker has it, and it
     * may be acknowledged; a process that dies before it did hands it on once more, and the job is done twice, as after any lost lock.
     *
     * @throws io.spoolway.event.BrokerUnavailableException when the broker does not confirm it
     */
    boolean handsOn(ConsumerRecord<String, byte[]> record, PipelineEvent event) {
        if (topic.isEmpty() || record.topic().equals(topic.get()) || size(event) < FROM) {
            return false;
        }
        publisher.send(new ProducerRecord<>(topic.get(), null, record.key(), record.value(), record.headers()));
        return true;
    }

    private static long size(PipelineEvent event) {
        return switch (event) {
            case UploadCompleted completed -> completed.size();
            case BlobVerified verified -> verified.size();
            default -> 0;
        };
    }
}
