package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.stack.Component;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalSettingsTest {
    @Test
    void aStackThatRunsItsStoreIgnoresAnotherInTheEnvironment() {
        Map<String, String> environment = Map.of(
                "SPOOLWAY_S3_ENDPOINT", "https://elsewhere",
                "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "elsewhere:9092",
                "SPOOLWAY_CHUNK_SIZE", "16MiB",
                "HOME", "/home/me");

        assertThat(LocalSettings.ofServices(environment, Component.all()))
                .containsExactly(Map.entry("SPOOLWAY_CHUNK_SIZE", "16MiB"));
        assertThat(LocalSettings.ofServices(environment, EnumSet.of(Component.INGEST_API)))
                .containsOnlyKeys("SPOOLWAY_S3_ENDPOINT", "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "SPOOLWAY_CHUNK_SIZE");
    }

    @Test
    void withoutAStoreInTheEnvironmentTheLocalStackIsMeant() {
        assertThat(LocalSettings.orLocal(Map.of("SPOOLWAY_REJECTED_RETENTION", "1d")))
                .containsEntry("SPOOLWAY_S3_ENDPOINT", "http://127.0.0.1:9000")
                .containsEntry("SPOOLWAY_S3_BUCKET", "spoolway")
                .containsEntry("SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
                .containsEntry("SPOOLWAY_REJECTED_RETENTION", "1d");
    }

    @Test
    void aStoreOrAFileOfSettingsIsTakenAsItIs() {
        Map<String, String> store = Map.of("SPOOLWAY_S3_ENDPOINT", "https://elsewhere");
        Map<String, String> file = Map.of("SPOOLWAY_CONFIG", "/etc/spoolway.properties");

        assertThat(LocalSettings.orLocal(store)).isEqualTo(store);
        assertThat(LocalSettings.orLocal(file)).isEqualTo(file);
    }
}
