package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapServersTest {
    @Test
    void hostsAreReadAsKafkaReadsThem() {
        assertThat(BootstrapServers.hosts("broker-1:9092, SASL_SSL://broker-2.example.com:9093,[::1]:65535"))
                .contains(List.of("broker-1", "broker-2.example.com", "::1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker",
                "broker:",
                ":9092",
                "broker:0",
                "broker:65536",
                "broker:99999999999",
                "broker:9092,",
                "broker:9092,broker",
                "http://broker:9092/"
            })
    void anythingElseIsNoAddress(String servers) {
        assertThat(BootstrapServers.hosts(servers)).isEmpty();
    }
}
