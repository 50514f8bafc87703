package io.spoolway.work;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.Topics;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadFailed;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of the queue what cannot be worked on: the record goes to the dead-letter topic as it was, with the reason in
 * headers, and the upload ends with {@code upload.failed}.
 */
final class DeadLetters {
    static final String ORIGINAL_TOPIC = "spoolway-original-topic";
    static final String REASON = "spoolway-reason";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaEventPublisher publisher;

    DeadLetters(KafkaEventPublisher publisher) {
        this.publisher = publisher;
    }

    /** A record that is no event. */
    void unreadable(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.error(
                "{}-{}@{} goes to {}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                Topics.DEAD_LETTER,
                reason);
        send(record, reason);
    }

    /** An event whose step failed too often. */
    void failed(ConsumerRecord<String, byte[]> record, PipelineEvent event, int attempts, String reason) {
        LOG.error("upload {} failed after {} attempts at {}: {}", event.uploadId(), attempts, record.topic(), reason);
        send(record, reason);
        switch (event) {
            case UploadCompleted e ->
                publisher.publish(new UploadFailed(
                        e.uploadId(),
                        e.repository(),
                        e.digest(),
                        e.size(),
                        e.type().shortName(),
                        attempts,
                        reason));
            case BlobVerified e ->
                publisher.publish(new UploadFailed(
                        e.uploadId(),
                        e.repository(),
                        e.digest(),
                        e.size(),
                        e.type().shortName(),
                        attempts,
                        reason));
            default -> throw new IllegalStateException("no step works on " + event.type());
        }
    }

    private void send(ConsumerRecord<String, byte[]> record, String reason) {
        ProducerRecord<String, byte[]> copy =
                new ProducerRecord<>(Topics.DEAD_LETTER, null, record.key(), record.value(), record.headers());
        Headers headers = copy.headers();
        headers.add(ORIGINAL_TOPIC, record.topic().getBytes(StandardCharsets.UTF_8));
        headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8));
        publisher.send(copy);
    }
}
