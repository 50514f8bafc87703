package io.spoolway.auditor.fold;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that are no event: they go to a topic of their own as they were, with the reason in headers, and stop nothing. */
final class Unreadable {
    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);

    private static final int LONGEST_REASON = 1_000;

    private final ProcessorContext<String, byte[]> context;
    private final String sink;

    /** @param sink the node of the topology that they are forwarded to */
    Unreadable(ProcessorContext<String, byte[]> context, String sink) {
        this.context = context;
        this.sink = sink;
    }

    void forward(Record<String, byte[]> record, String reason) {
        var at = context.recordMetadata().orElseThrow();
        String shortened = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
        LOG.warn("{}-{}@{} is no event: {}", at.topic(), at.partition(), at.offset(), shortened);
        Headers headers = new RecordHeaders(record.headers())
                .add("spoolway-original-topic", at.topic().getBytes(StandardCharsets.UTF_8))
                .add("spoolway-reason", shortened.getBytes(StandardCharsets.UTF_8));
        context.forward(record.withHeaders(headers), sink);
    }
}
