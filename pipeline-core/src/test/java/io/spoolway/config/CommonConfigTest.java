package io.spoolway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.event.KafkaConfig;
import io.spoolway.store.StoreConfig;
import io.spoolway.work.WorkConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommonConfigTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
            "SPOOLWAY_S3_ENDPOINT", "http://store:9000",
            "SPOOLWAY_S3_BUCKET", "blobs",
            "SPOOLWAY_S3_ACCESS_KEY", "access",
            "SPOOLWAY_S3_SECRET_KEY", "very-secret");

    @Test
    void defaults() {
        CommonConfig config = common(REQUIRED);

        assertThat(config.node()).startsWith("verifier@").hasSizeGreaterThan("verifier@".length());
        assertThat(config.kafka()).isEqualTo(new KafkaConfig("broker:9092", Map.of(), 8, (short) -1));
        assertThat(config.store())
                .isEqualTo(new StoreConfig(
                        URI.create("http://store:9000"), "us-east-1", "blobs", "access", "very-secret", 64));
        assertThat(config.allowUnconditionalStore()).isFalse();
        assertThat(config.httpHost()).isEqualTo("0.0.0.0");
        assertThat(config.httpPort()).isEqualTo(5001);
    }

    @Test
    void explicitSettings() {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("SPOOLWAY_NODE", "verifier-7");
        environment.put("SPOOLWAY_KAFKA_PARTITIONS", "32");
        environment.put("SPOOLWAY_KAFKA_REPLICATION_FACTOR", "3");
        environment.put("SPOOLWAY_KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL");
        environment.put("SPOOLWAY_S3_REGION", "eu-north-1");
        environment.put("SPOOLWAY_S3_PARALLELISM", "128");
        environment.put("SPOOLWAY_S3_ALLOW_UNCONDITIONAL", "true");
        environment.put("SPOOLWAY_HTTP_HOST", "127.0.0.1");
        environment.put("SPOOLWAY_HTTP_PORT", "0");

        assertThat(common(environment))
                .isEqualTo(new CommonConfig(
                        "verifier-7",
                        new KafkaConfig("broker:9092", Map.of("security.protocol", "SSL"), 32, (short) 3),
                        new StoreConfig(
                                URI.create("http://store:9000"), "eu-north-1", "blobs", "access", "very-secret", 128),
                        true,
                        "127.0.0.1",
                        0));
    }

    @Test
    void missesAllThatIsRequiredTogether() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> common(Map.of()))
                .satisfies(e -> assertThat(e.problems())
                        .hasSize(5)
                        .allSatisfy(problem -> assertThat(problem).contains(" is not set: ")));
    }

    @Test
    void itsTextHasNoSecrets() {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("SPOOLWAY_KAFKA_CLIENT_SSL_KEY_PASSWORD", "very-secret");

        assertThat(common(environment).toString()).doesNotContain("very-secret");
    }

    @Test
    void aQueueIsWorkedWithDefaults() {
        assertThat(work(Map.of())).isEqualTo(new WorkConfig(4, 4, Duration.ofSeconds(30)));
    }

    @Test
    void aQueueIsWorkedAsIsSet() {
        assertThat(work(Map.of(
                        "SPOOLWAY_VERIFIER_CONSUMERS", "16",
                        "SPOOLWAY_LINKER_CONSUMERS", "2",
                        "SPOOLWAY_RECORDS_PER_POLL", "1",
                        "SPOOLWAY_WORK_LOCK", "1m")))
                .isEqualTo(new WorkConfig(16, 1, Duration.ofMinutes(1)));
    }

    @Test
    void aBrokerThatIsNotHostAndPortIsOneProblem() {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "broker-1:9092,broker-2");

        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> common(environment))
                .satisfies(
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS is \"broker-1:9092,broker-2\", but must be host:port of one or more brokers, separated by commas"));
    }

    @Test
    void aLockThatIsWrongIsOneProblem() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> work(Map.of("SPOOLWAY_WORK_LOCK", "soon")))
                .satisfies(
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "SPOOLWAY_WORK_LOCK is \"soon\", but must be a duration of 1s or more, such as 30s or 5m"));
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> work(Map.of("SPOOLWAY_WORK_LOCK", "999ms")))
                .satisfies(e -> assertThat(e.problems()).hasSize(1));
    }

    private static CommonConfig common(Map<String, String> environment) {
        return Settings.read(environment, settings -> CommonConfig.from(settings, "verifier", 5001));
    }

    private static WorkConfig work(Map<String, String> environment) {
        return Settings.read(environment, settings -> CommonConfig.work(settings, Setting.VERIFIER_CONSUMERS));
    }
}
