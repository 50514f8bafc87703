package io.spoolway.auditor.fold;

import io.spoolway.event.EventCodec;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Passes changes in repositories on as they are: each is an event of its own, and nothing has to be put in order. */
final class RegistryProcessor implements Processor<String, byte[], String, byte[]> {
    private final ProcessorContext<String, byte[]> context;
    private final Unreadable unreadable;

    RegistryProcessor(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.unreadable = new Unreadable(context, AuditTopology.REGISTRY_DEAD_LETTER);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        try {
            unreadable.checkSize(record);
            EventCodec.decode(context.recordMetadata().orElseThrow().topic(), record.headers(), record.value());
        } catch (IllegalArgumentException e) {
            unreadable.forward(record, e.toString());
            return;
        }
        context.forward(record, AuditTopology.REGISTRY_AUDIT);
    }
}
