package io.spoolway.work;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.Topics;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadEvent;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadProgressed;
import io.spoolway.event.Work;
import io.spoolway.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of the queue what cannot be worked on: the record goes to the dead-letter topic as it was, with the reason in
 * headers, and an upload that it was about ends with {@code upload.failed}.
 */
final class DeadLetters {
    static final String ORIGINAL_TOPIC = "spoolway-original-topic";
    static final String REASON = "spoolway-reason";

    private static final int LONGEST_REASON = 1_000;

    /** In bytes, with the headers: what is larger, since it was compressed on its topic, is not taken by this one. */
    private static final int LARGEST_KEPT = 900_000;

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

    /** An event whose step failed too often. The upload ends with it if it was on its way to become a blob. */
    void failed(ConsumerRecord<String, byte[]> record, PipelineEvent event, int attempts, String reason) {
        LOG.error("{} failed after {} attempts at {}: {}", event.subject(), attempts, record.topic(), reason);
        send(record, reason);
        switch (event) {
            case UploadCompleted e -> fail(e, e.digest(), e.size(), attempts, reason);
            case BlobVerified e -> fail(e, e.digest(), e.size(), attempts, reason);
            // nothing waits behind the others
            case UploadEvent e -> LOG.debug("{} ends no upload", e.id());
            case UploadProgressed e -> LOG.debug("{} ends no upload", e.id());
            case RegistryEvent e -> LOG.debug("{} ends no upload", e.id());
        }
    }

    private void fail(UploadEvent event, Digest digest, long size, int attempts, String reason) {
        publisher.publish(
                new UploadFailed(
                        event.uploadId(),
                        event.repository(),
                        digest,
                        size,
                        event.type().shortName(),
                        attempts,
                        reason),
                Optional.of(Work.beginning(event.type())));
    }

    /** Without its value and its own headers if it is too large to be kept: it would never leave the queue. */
    private void send(ConsumerRecord<String, byte[]> record, String reason) {
        boolean isKept = size(record) <= LARGEST_KEPT;
        Headers headers = isKept ? new RecordHeaders(record.headers()) : new RecordHeaders();
        headers.add(ORIGINAL_TOPIC, record.topic().getBytes(StandardCharsets.UTF_8));
        headers.add(REASON, shortened(reason).getBytes(StandardCharsets.UTF_8));
        publisher.send(
                new ProducerRecord<>(Topics.DEAD_LETTER, null, record.key(), isKept ? record.value() : null, headers));
    }

    private static long size(ConsumerRecord<String, byte[]> record) {
        long size = Math.max(0, record.serializedKeySize());
        size += Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
