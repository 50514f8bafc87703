package io.spoolway.auditor.fold;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that are no event: they go to a topic of their own as they were, with the reason in headers, and stop nothing. */
final class Unreadable {
    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);

    private static final int LONGEST_REASON = 1_000;

    /** In bytes, with the headers: far above any event, and far enough below what a topic of the auditor takes. */
    private static final int LARGEST_EVENT = 1 << 20;

    /** The most that is kept of what is no event. */
    private static final int LARGEST_KEPT = 3 << 20;

    private final ProcessorContext<String, byte[]> context;
    private final String sink;

    /** @param sink the node of the topology that they are forwarded to */
    Unreadable(ProcessorContext<String, byte[]> context, String sink) {
        this.context = context;
        this.sink = sink;
    }

    /**
     * What is compressed on its topic may be larger than any topic takes, and would fail again and again where it is written.
     *
     * @throws IllegalArgumentException when the record is larger than any event
     */
    void checkSize(Record<String, byte[]> record) {
        long size = size(record);
        if (size > LARGEST_EVENT) {
            throw new IllegalArgumentException(
                    "the record has %d bytes, and no event has more than %d".formatted(size, LARGEST_EVENT));
        }
    }

    private static long size(Record<String, byte[]> record) {
        long size = bytes(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + bytes(header.value());
        }
        return size;
    }

    private static long bytes(byte @Nullable [] value) {
        return value == null ? 0 : value.length;
    }

    /** Without its value and its own headers if it is too large to be kept. */
    void forward(Record<String, byte[]> record, String reason) {
        var at = context.recordMetadata().orElseThrow();
        String shortened = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
        LOG.warn("{}-{}@{} is no event: {}", at.topic(), at.partition(), at.offset(), shortened);
        boolean isKept = size(record) <= LARGEST_KEPT;
        Headers headers = (isKept ? new RecordHeaders(record.headers()) : new RecordHeaders())
                .add("spoolway-original-topic", at.topic().getBytes(StandardCharsets.UTF_8))
                .add("spoolway-reason", shortened.getBytes(StandardCharsets.UTF_8));
        context.forward(new Record<>(record.key(), isKept ? record.value() : null, record.timestamp(), headers), sink);
    }
}
