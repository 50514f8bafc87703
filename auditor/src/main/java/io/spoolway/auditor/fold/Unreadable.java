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

    private final ProcessorContext<String, byte[]> context;
    private final String sink;

    /** @param sink the node of the topology that they are forwarded to */
    Unreadable(ProcessorContext<String, byte[]> context, String sink) {
        this.context = context;
        this.sink = sink;
    }

    void forward(Record<String, byte[]> record, String reason) {
        var at = context.recordMetadata().orElseThrow();
        LOG.warn("{}-{}@{} is no event: {}", at.topic(), at.partition(), at.offset(), reason);
        Headers headers = new RecordHeaders(record.headers())
                .add("spoolway-original-topic", at.topic().getBytes(StandardCharsets.UTF_8))
                .add("spoolway-reason", reason.getBytes(StandardCharsets.UTF_8));
        context.forward(record.withHeaders(headers), sink);
    }
}
