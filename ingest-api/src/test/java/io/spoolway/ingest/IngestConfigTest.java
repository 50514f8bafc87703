package io.spoolway.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spoolway.config.InvalidSettingsException;
import io.spoolway.config.Settings;
import io.spoolway.ingest.blob.PullConfig;
import io.spoolway.ingest.upload.Patience;
import io.spoolway.spool.ChunkSizes;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
    private static final int MIB = 1 << 20;
    private static final Map<String, String> REQUIRED = Map.of(
            "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
            "SPOOLWAY_S3_ENDPOINT", "http://store:9000",
            "SPOOLWAY_S3_BUCKET", "blobs",
            "SPOOLWAY_S3_ACCESS_KEY", "access",
            "SPOOLWAY_S3_SECRET_KEY", "very-secret-key",
            "SPOOLWAY_STATE_SECRET", "very-secret-state");

    @Test
    void defaults() {
        IngestConfig config = read(Map.of());

        assertThat(config.common().httpPort()).isEqualTo(5000);
        assertThat(config.common().node()).startsWith("ingest-api@");
        assertThat(config.stateSecret()).isEqualTo("very-secret-state");
        assertThat(config.chunkSizes()).isEqualTo(ChunkSizes.DEFAULT);
        assertThat(config.parallelism()).isEqualTo(3);
        assertThat(config.bufferBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(config.concurrency()).isEqualTo(1000);
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.uploadExpiry()).isEqualTo(Duration.ofDays(7));
        assertThat(config.manifestSizeMax()).isEqualTo(4 * MIB);
        // containerd gives up after 30 s
        assertThat(config.patience()).isEqualTo(new Patience(Duration.ofMinutes(15), Duration.ofSeconds(25)));
        assertThat(config.pull())
                .isEqualTo(new PullConfig(Duration.ofSeconds(25), Duration.ofSeconds(5), Optional.empty()));
        assertThat(config.auditor()).isEmpty();
    }

    @Test
    void explicitSettings() {
        IngestConfig config = read(Map.of(
                "SPOOLWAY_CHUNK_SIZE", "5MiB",
                "SPOOLWAY_CHUNK_SIZE_MAX", "128MiB",
                "SPOOLWAY_UPLOAD_PARALLELISM", "8",
                "SPOOLWAY_UPLOAD_BUFFER", "1GiB",
                "SPOOLWAY_UPLOAD_CONCURRENCY", "50",
                "SPOOLWAY_UPLOAD_IDLE_TIMEOUT", "90s",
                "SPOOLWAY_UPLOAD_EXPIRY", "1d",
                "SPOOLWAY_COMPLETION_WAIT", "1h",
                "SPOOLWAY_COMPLETION_WAIT_IMPATIENT", "10s"));
        IngestConfig redirecting = read(Map.of(
                "SPOOLWAY_BLOB_WAIT", "0s",
                "SPOOLWAY_BLOB_CACHE", "1m",
                "SPOOLWAY_BLOB_REDIRECT", "true",
                "SPOOLWAY_BLOB_REDIRECT_ENDPOINT", "https://blobs.example.com",
                "SPOOLWAY_BLOB_REDIRECT_LIFETIME", "1h"));

        assertThat(config.chunkSizes()).isEqualTo(new ChunkSizes(5 * MIB, 128 * MIB));
        assertThat(config.parallelism()).isEqualTo(8);
        assertThat(config.bufferBytes()).isEqualTo(1L << 30);
        assertThat(config.concurrency()).isEqualTo(50);
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.uploadExpiry()).isEqualTo(Duration.ofDays(1));
        assertThat(config.patience()).isEqualTo(new Patience(Duration.ofHours(1), Duration.ofSeconds(10)));
        assertThat(redirecting.pull())
                .isEqualTo(new PullConfig(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Optional.of(new PullConfig.Redirect(
                                URI.create("https://blobs.example.com"), Duration.ofHours(1)))));
    }

    @Test
    void believesNoHeaderUnlessOneIsNamed() {
        assertThat(read(Map.of()).subjectHeader()).isEmpty();
        assertThat(read(Map.of("SPOOLWAY_SUBJECT_HEADER", "X-Forwarded-User")).subjectHeader())
                .contains("X-Forwarded-User");
        assertThat(problems(Map.of("SPOOLWAY_SUBJECT_HEADER", "X-Forwarded-User: alice")))
                .containsExactly("SPOOLWAY_SUBJECT_HEADER is \"X-Forwarded-User: alice\","
                        + " but must be the name of a header, such as X-Forwarded-User");
    }

    @Test
    void trustsNoProxyUnlessItIsNamed() {
        assertThat(read(Map.of()).trustedProxies()).hasToString("none");
        assertThat(read(Map.of("SPOOLWAY_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.7"))
                        .trustedProxies())
                .hasToString("10.0.0.0/8, 192.0.2.7");
        assertThat(problems(Map.of("SPOOLWAY_TRUSTED_PROXIES", "gateway")))
                .containsExactly("SPOOLWAY_TRUSTED_PROXIES is \"gateway\","
                        + " but must be addresses, or ranges of them such as 10.0.0.0/8, separated by commas");
    }

    @Test
    void leadsToTheAuditorWhenThereIsOne() {
        assertThat(read(Map.of("SPOOLWAY_AUDITOR_URL", "https://audit.example.com"))
                        .auditor())
                .hasValue(URI.create("https://audit.example.com"));
        assertThat(problems(Map.of("SPOOLWAY_AUDITOR_URL", "audit.example.com")))
                .containsExactly("SPOOLWAY_AUDITOR_URL is \"audit.example.com\","
                        + " but must be a URL such as http://127.0.0.1:9000");
    }

    @Test
    void redirectsToTheStoreItselfUnlessItHasAnotherName() {
        assertThat(read(Map.of("SPOOLWAY_BLOB_REDIRECT", "true")).pull().redirect())
                .hasValue(new PullConfig.Redirect(URI.create("http://store:9000"), Duration.ofMinutes(10)));
    }

    @Test
    void refusesPresignedUrlsThatAreGoodForTooLong() {
        assertThat(problems(Map.of("SPOOLWAY_BLOB_REDIRECT", "true", "SPOOLWAY_BLOB_REDIRECT_LIFETIME", "8d")))
                .containsExactly("SPOOLWAY_BLOB_REDIRECT_LIFETIME is \"8d\","
                        + " but must be a duration from 1s to 7d, such as 30s or 5m");
    }

    @Test
    void tellsAllProblemsTogetherAndNoneThatFollowsFromAnother() {
        assertThat(problems(Map.of(
                        "SPOOLWAY_CHUNK_SIZE", "4GiB",
                        "SPOOLWAY_CHUNK_SIZE_MAX", "large",
                        "SPOOLWAY_UPLOAD_PARALLELISM", "0",
                        "SPOOLWAY_UPLOAD_BUFFER", "half",
                        "SPOOLWAY_COMPLETION_WAIT", "for ever",
                        "SPOOLWAY_STATE_SECRET", "short")))
                .containsExactly(
                        "SPOOLWAY_STATE_SECRET has 5 characters; at least 16 are needed",
                        "SPOOLWAY_CHUNK_SIZE is \"4GiB\", but must be a size from 5MiB to 1024MiB",
                        "SPOOLWAY_CHUNK_SIZE_MAX is \"large\", but must be a size from 5MiB to 1024MiB",
                        "SPOOLWAY_UPLOAD_PARALLELISM is \"0\", but must be a whole number from 1 to 64",
                        "SPOOLWAY_UPLOAD_BUFFER is \"half\", but must be a size such as 8MiB",
                        "SPOOLWAY_COMPLETION_WAIT is \"for ever\","
                                + " but must be a duration such as 500ms, 30s, 5m, 12h or 7d");
    }

    @Test
    void refusesChunksThatShrink() {
        assertThat(problems(Map.of("SPOOLWAY_CHUNK_SIZE", "16MiB", "SPOOLWAY_CHUNK_SIZE_MAX", "8MiB")))
                .containsExactly("SPOOLWAY_CHUNK_SIZE is \"16MiB\","
                        + " but must be at most SPOOLWAY_CHUNK_SIZE_MAX, which is \"8MiB\"");
        assertThat(problems(Map.of("SPOOLWAY_CHUNK_SIZE", "128MiB")))
                .singleElement()
                .asString()
                .endsWith("which is \"64MiB\"");
    }

    @Test
    void tellsTogetherWhatDoesNotFitTogether() {
        assertThat(problems(Map.of(
                        "SPOOLWAY_CHUNK_SIZE", "16MiB",
                        "SPOOLWAY_CHUNK_SIZE_MAX", "8MiB",
                        "SPOOLWAY_UPLOAD_BUFFER", "4MiB",
                        "SPOOLWAY_BLOB_REDIRECT", "true",
                        "SPOOLWAY_BLOB_REDIRECT_LIFETIME", "8d")))
                .hasSize(3);
    }

    @Test
    void refusesABufferThatDoesNotHoldOneChunk() {
        assertThat(problems(Map.of("SPOOLWAY_UPLOAD_BUFFER", "4MiB")))
                .containsExactly("the upload buffer of 4194304 bytes does not hold one chunk of 8388608 bytes:"
                        + " enlarge SPOOLWAY_UPLOAD_BUFFER or the heap");
    }

    @Test
    void itsTextHasNoSecrets() {
        assertThat(read(Map.of("SPOOLWAY_KAFKA_CLIENT_SSL_KEY_PASSWORD", "very-secret-password"))
                        .toString())
                .contains("blobs", "broker:9092")
                .doesNotContain("very-secret");
    }

    private static IngestConfig read(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.putAll(settings);
        return Settings.read(environment, IngestConfig::from);
    }

    private static List<String> problems(Map<String, String> settings) {
        InvalidSettingsException refused = catchThrowableOfType(InvalidSettingsException.class, () -> read(settings));
        assertThat(refused).as("the settings were taken").isNotNull();
        return refused.problems();
    }
}
