package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
    private static final KafkaConfig CONFIG = new KafkaConfig(
            "broker-1:9092,broker-2:9092",
            Map.of(
                    "security.protocol", "SASL_SSL",
                    "sasl.jaas.config", "PlainLoginModule required username=\"u\" password=\"very-secret\";",
                    "bootstrap.servers", "elsewhere:9092",
                    "acks", "1"),
            8,
            (short) -1);

    @Test
    void aClientHasThePropertiesOfAllAndItsOwn() {
        assertThat(CONFIG.client(Map.of("client.id", "node-1")))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("client.id", "node-1");
    }

    @Test
    void nobodyCanConfigureAwayWhatTheClientReliesOn() {
        assertThat(CONFIG.client(Map.of("acks", "all")))
                .containsEntry("acks", "all")
                .containsEntry("bootstrap.servers", "broker-1:9092,broker-2:9092");
    }

    @Test
    void itsTextHasNoSecrets() {
        assertThat(CONFIG.toString())
                .contains("broker-1:9092,broker-2:9092", "security.protocol", "sasl.jaas.config")
                .doesNotContain("very-secret");
    }
}
