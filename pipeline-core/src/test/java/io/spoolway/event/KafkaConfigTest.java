package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
    private static final KafkaConfig CONFIG = new KafkaConfig(
            "127.0.0.1:9092,127.0.0.1:9093",
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
                .containsEntry("bootstrap.servers", "127.0.0.1:9092,127.0.0.1:9093");
    }

    @Test
    void itsTextHasNoSecrets() {
        assertThat(CONFIG.toString())
                .contains("127.0.0.1:9092,127.0.0.1:9093", "security.protocol", "sasl.jaas.config")
                .doesNotContain("very-secret");
    }

    /** RFC 6761, section 6.4: there are no names below {@code invalid}. */
    @Test
    void aBrokerWhoseNameHasNoAddressIsAway() {
        KafkaConfig config = new KafkaConfig("no-such-host.invalid:9092", Map.of(), 8, (short) -1);

        assertThatExceptionOfType(BrokerUnavailableException.class)
                .isThrownBy(() -> config.client(Map.of()))
                .withMessageContaining("no-such-host.invalid:9092");
    }

    @Test
    void oneAddressOfSeveralWillDo() {
        KafkaConfig config = new KafkaConfig("no-such-host.invalid:9092, 127.0.0.1:9092", Map.of(), 8, (short) -1);

        assertThat(config.client(Map.of())).containsEntry("bootstrap.servers", config.bootstrapServers());
    }
}
