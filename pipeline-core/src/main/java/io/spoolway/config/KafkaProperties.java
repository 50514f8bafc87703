package io.spoolway.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of Kafka clients, asked what they would say of them without one being made. */
final class KafkaProperties {
    private static final List<ConfigDef> CLIENTS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

    private KafkaProperties() {}

    /** What is wrong with each property by itself, once, however many kinds of clients have it. */
    static List<String> problems(Map<String, String> properties) {
        return CLIENTS.stream()
                .flatMap(client -> client.validate(properties).stream())
                .filter(property -> properties.containsKey(property.name()))
                // what is not of its type is missing besides
                .flatMap(property -> property.errorMessages().stream()
                        .limit(1)
                        .map(problem -> variable(property.name()) + ": " + problem))
                .distinct()
                .sorted()
                .toList();
    }

    private static String variable(String property) {
        return Setting.KAFKA_CLIENT_PREFIX + property.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
