package io.spoolway.auditor.fold;

import io.spoolway.auditor.AuditTopics;
import io.spoolway.event.EventType;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.UploadEvent;
import io.spoolway.event.UploadProgressed;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What flows where.
 *
 * <pre>
 * the topics of UploadEvents    -- UploadProcessor ----+-- spoolway.audit
 * spoolway.upload.progressed    --+ | stores           +-- spoolway.upload-status
 *                                   +- uploads, open   +-- spoolway.audit.dead-letter
 *                                   +- windows, totals
 *
 * the topics of RegistryEvents  -- RegistryProcessor --+-- spoolway.audit
 *                                                      +-- spoolway.audit.dead-letter
 * </pre>
 *
 * <p>All events of an upload have its id for their key, and all topics of the pipeline as many partitions, so one task reads
 * them all, oldest first as far as they are there (KIP-695).
 */
public final class AuditTopology {
    static final String AUDIT = "audit";
    static final String STATUS = "status";
    static final String DEAD_LETTER = "dead-letter";
    static final String REGISTRY_AUDIT = "registry-audit";
    static final String REGISTRY_DEAD_LETTER = "registry-dead-letter";

    private static final String UPLOAD_EVENTS = "upload-events";
    private static final String FOLD = "fold";
    private static final String REGISTRY_EVENTS = "registry-events";
    private static final String PASS = "pass";

    private AuditTopology() {}

    /** The topology; it is the same for every auditor. */
    public static Topology build(FoldConfig config) {
        Topology topology = new Topology();
        source(topology, UPLOAD_EVENTS, UploadEvent.class, UploadProgressed.class);
        topology.addProcessor(FOLD, () -> processor(context -> new UploadProcessor(config, context)), UPLOAD_EVENTS);
        topology.addStateStore(store(Stores.persistentKeyValueStore(StateStores.UPLOADS), Upload.class), FOLD);
        topology.addStateStore(store(Stores.inMemoryKeyValueStore(StateStores.OPEN), OpenUpload.class), FOLD);
        topology.addStateStore(store(Stores.persistentKeyValueStore(StateStores.WINDOWS), Activity.class), FOLD);
        topology.addStateStore(store(Stores.persistentKeyValueStore(StateStores.TOTALS), Activity.class), FOLD);
        sink(topology, AUDIT, AuditTopics.AUDIT, FOLD);
        sink(topology, STATUS, AuditTopics.UPLOAD_STATUS, FOLD);
        sink(topology, DEAD_LETTER, AuditTopics.DEAD_LETTER, FOLD);

        source(topology, REGISTRY_EVENTS, RegistryEvent.class);
        topology.addProcessor(PASS, () -> processor(RegistryProcessor::new), REGISTRY_EVENTS);
        sink(topology, REGISTRY_AUDIT, AuditTopics.AUDIT, PASS);
        sink(topology, REGISTRY_DEAD_LETTER, AuditTopics.DEAD_LETTER, PASS);
        return topology;
    }

    private static void source(Topology topology, String name, Class<?>... events) {
        String[] topics = Arrays.stream(EventType.values())
                .filter(type -> Stream.of(events).anyMatch(kind -> kind.isAssignableFrom(type.dataClass())))
                .map(EventType::topic)
                .toArray(String[]::new);
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                AuditTopology::timestamp,
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                topics);
    }

    /**
     * That of the record, which only says what is read first. Clients other than Java's can write records without one, which Kafka Streams
     * would fail at again and again.
     */
    static long timestamp(ConsumerRecord<Object, Object> record, long before) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, before);
    }

    private static void sink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new StringSerializer(), new ByteArraySerializer(), parent);
    }

    /** With a cache: an upload that passes quickly is written once for each commit, not once for each step. */
    private static <T> StoreBuilder<?> store(KeyValueBytesStoreSupplier supplier, Class<T> type) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), AuditJson.serde(type))
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    static Processor<String, byte[], String, byte[]> processor(
            Function<ProcessorContext<String, byte[]>, Processor<String, byte[], String, byte[]>> maker) {
        return new Deferred(maker);
    }

    /** A processor is handed its context after it was made; those above take it in their constructors. */
    private static final class Deferred implements Processor<String, byte[], String, byte[]> {
        private final Function<ProcessorContext<String, byte[]>, Processor<String, byte[], String, byte[]>> maker;
        private Processor<String, byte[], String, byte[]> processor = record -> {
            throw new IllegalStateException("not initialised");
        };

        Deferred(Function<ProcessorContext<String, byte[]>, Processor<String, byte[], String, byte[]>> maker) {
            this.maker = maker;
        }

        @Override
        public void init(ProcessorContext<String, byte[]> context) {
            processor = maker.apply(context);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            processor.process(record);
        }

        @Override
        public void close() {
            processor.close();
        }
    }
}
