package io.spoolway.auditor.view;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;

/** The state that lies on this auditor, by interactive queries of version 2 (KIP-796). */
final class LocalStores {
    private final KafkaStreams streams;

    LocalStores(KafkaStreams streams) {
        this.streams = streams;
    }

    /** Where the key lies: the partition, and the auditor that has it. */
    KeyQueryMetadata where(String store, String key) {
        KeyQueryMetadata where = available(() -> streams.queryMetadataForKey(store, key, new StringSerializer()));
        if (where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new ViewUnavailableException("the auditors are sharing out their work");
        }
        return where;
    }

    /**
     * Asks one partition.
     *
     * @throws ViewUnavailableException when it is not here, or not restored yet
     */
    <R> QueryResult<R> ask(String store, Query<R> query, int partition) {
        QueryResult<R> result = results(StateQueryRequest.inStore(store)
                        .withQuery(query)
                        .withPartitions(Set.of(partition))
                        .requireActive())
                .get(partition);
        if (result == null || result.isFailure()) {
            throw new ViewUnavailableException(
                    "partition %d of the state is being restored, or moved to another auditor".formatted(partition));
        }
        return result;
    }

    /** Asks all partitions that are here and restored; the results by partition. */
    <R> Map<Integer, QueryResult<R>> askAll(String store, Query<R> query) {
        Map<Integer, QueryResult<R>> results = new TreeMap<>(results(StateQueryRequest.inStore(store)
                .withQuery(query)
                .withAllPartitions()
                .requireActive()));
        results.values().removeIf(QueryResult::isFailure);
        return results;
    }

    private <R> Map<Integer, QueryResult<R>> results(StateQueryRequest<R> request) {
        return available(() -> streams.query(request)).getPartitionResults();
    }

    /** A state may be closed at any time, since its partition goes to another auditor. */
    static <T> T available(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (StreamsException | IllegalStateException e) {
            throw new ViewUnavailableException("the state is being restored, or moved to another auditor", e);
        }
    }
}
