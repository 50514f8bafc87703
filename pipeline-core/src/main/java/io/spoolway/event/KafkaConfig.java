package io.spoolway.event;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where the broker is.
 *
 * @param bootstrapServers host:port, separated by commas
 * @param clientProperties handed to every Kafka client as they are: TLS, SASL
 * @param partitions of topics that have to be created, at least 1
 * @param replicationFactor of topics that have to be created; -1 for the broker's default
 */
public record KafkaConfig(
        String bootstrapServers, Map<String, String> clientProperties, int partitions, short replicationFactor) {
    public KafkaConfig {
        clientProperties = Map.copyOf(clientProperties);
    }

    /**
     * The properties of a client: those that all have, and its own. They are asked for where the client is made, each time.
     *
     * @throws BrokerUnavailableException when no broker's name has an address now. Kafka's clients take that for a wrong setting and
     *     cannot be made (KIP-909 would have them wait), but among containers a name goes and comes with what it belongs to
     */
    public Map<String, Object> client(Map<String, Object> own) {
        BootstrapServers.requireAddress(bootstrapServers);
        Map<String, Object> all = new HashMap<>(clientProperties);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }

    /** Without the values of the client's properties: some of them are secret. */
    @Override
    public String toString() {
        return "%s, client properties %s, %d partitions, replication factor %d"
                .formatted(bootstrapServers, new TreeSet<>(clientProperties.keySet()), partitions, replicationFactor);
    }
}
