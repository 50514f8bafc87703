package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.StateStores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;

/** Who shares the work, as Kafka Streams tells it to every instance when it shares it out. */
final class StreamsMembers implements ClusterView.Members {
    private final KafkaStreams streams;
    private final LocalStores stores;

    StreamsMembers(KafkaStreams streams, LocalStores stores) {
        this.streams = streams;
        this.stores = stores;
    }

    /** Kafka Streams tells a partitioner how many there are, and nobody else. */
    @Override
    public int partitions() {
        AtomicInteger told = new AtomicInteger();
        LocalStores.available(() -> streams.queryMetadataForKey(StateStores.UPLOADS, "", (topic, key, value, count) -> {
            told.set(count);
            return Optional.of(Set.of(0));
        }));
        if (told.get() == 0) {
            throw new ViewUnavailableException("the auditors are sharing out their work");
        }
        return told.get();
    }

    @Override
    public List<HostInfo> all() {
        return LocalStores.available(() -> streams.streamsMetadataForStore(StateStores.UPLOADS)).stream()
                .filter(instance -> instance.stateStoreNames().contains(StateStores.UPLOADS))
                .map(StreamsMetadata::hostInfo)
                .toList();
    }

    @Override
    public HostInfo of(String store, String key) {
        return stores.where(store, key).activeHost();
    }
}
