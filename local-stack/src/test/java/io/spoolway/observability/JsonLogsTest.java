package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What services write that are told to log in JSON, as processes of their own. */
class JsonLogsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] BLOB = "not what its digest says".getBytes(StandardCharsets.UTF_8);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Digest WRONG = Registry.sha256(new byte[0]);

    private final LocalStack stack = TestStack.bare();

    /** Nothing listens where traces are to go: that is told, and matters to nothing else. */
    @Test
    void eachLineIsAnObjectThatTellsWhatItIsAbout() throws Exception {
        Map<String, String> settings = Services.settings(
                stack,
                Map.of(
                        "SPOOLWAY_LOG_FORMAT", "json",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                        "OTEL_BSP_SCHEDULE_DELAY", "100",
                        "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true"));
        try (ServiceProcess ingest = ServiceProcess.start(Service.INGEST_API, settings, "256m");
                ServiceProcess verifier = ServiceProcess.start(Service.VERIFIER, settings, "256m")) {
            Registry registry = new Registry(ingest.ready().endpoint());
            verifier.ready();
            String repository = Registry.newRepository();

            URI broken = registry.startUpload(repository);
            try (RawConnection connection = RawConnection.open("PATCH", broken, "Content-Length", "100")) {
                connection.send("ten bytes.");
            }
            URI rejected = registry.startUpload(repository);
            assertThat(registry.put(
                                    Registry.withDigest(rejected, WRONG),
                                    BLOB,
                                    "traceparent",
                                    "00-%s-00f067aa0ba902b7-01".formatted(TRACE))
                            .statusCode())
                    .isEqualTo(400);

            JsonNode gone = awaitLine(ingest, line -> message(line).contains("the client went away"));
            assertThat(gone.path("service.name").asText()).isEqualTo("ingest-api");
            assertThat(gone.path("upload").asText())
                    .isEqualTo(Stores.uploadIn(broken).toString());
            assertThat(gone.path("repository").asText()).isEqualTo(repository);
            JsonNode refused = awaitLine(verifier, line -> message(line).contains("is rejected"));
            assertThat(refused.path("service.name").asText()).isEqualTo("verifier");
            assertThat(refused.path("log.level").asText()).isEqualTo("WARN");
            assertThat(refused.path("upload").asText())
                    .isEqualTo(Stores.uploadIn(rejected).toString());
            assertThat(refused.path("repository").asText()).isEqualTo(repository);
            assertThat(refused.path("digest").asText()).isEqualTo(WRONG.toString());
            assertThat(refused.path("trace.id").asText()).isEqualTo(TRACE);

            JsonNode unsent = awaitLine(verifier, line -> message(line).contains("Failed to export"));
            assertThat(unsent.path("log.logger").asText()).startsWith("io.opentelemetry.");
            assertThat(verifier.stop()).isEqualTo(143);
            assertThat(lines(verifier))
                    .last()
                    .satisfies(line -> assertThat(message(line)).isEqualTo("verifier stopped"));
        }
    }

    @Test
    void aLoneServiceLogsForPeopleAndNotWhatOnlyDevelopersWant() throws Exception {
        try (ServiceProcess verifier =
                ServiceProcess.start(Service.VERIFIER, Services.settings(stack, Map.of()), "256m")) {
            verifier.ready();
            Eventually.await().until(() -> verifier.output().contains("is ready"));

            assertThat(verifier.output().lines())
                    .allSatisfy(line -> assertThat(line).doesNotStartWith("{").doesNotContain(" DEBUG "))
                    .anySatisfy(line -> assertThat(line).contains(" INFO "));
        }
    }

    @Test
    void problemsOfLogAndTracesAreToldWithAllOthers() throws Exception {
        Map<String, String> settings = Services.settings(
                stack,
                Map.of(
                        "SPOOLWAY_LOG_FORMAT", "xml",
                        "SPOOLWAY_S3_BUCKET", "",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"));
        try (ServiceProcess verifier = ServiceProcess.start(Service.VERIFIER, settings, "256m")) {
            Eventually.await().until(() -> !verifier.isAlive());

            assertThat(verifier.output())
                    .contains(
                            "3 problems in the settings",
                            "SPOOLWAY_LOG_FORMAT is \"xml\"",
                            "SPOOLWAY_S3_BUCKET",
                            "OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4318\"");
        }
    }

    private static JsonNode awaitLine(ServiceProcess process, Predicate<JsonNode> wanted) {
        Eventually.await().until(() -> lines(process).stream().anyMatch(wanted));
        return lines(process).stream().filter(wanted).findFirst().orElseThrow();
    }

    /** All lines that are complete. */
    private static List<JsonNode> lines(ServiceProcess process) {
        String output = process.output();
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .map(JsonLogsTest::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not a line of JSON: " + line, e);
        }
    }

    private static String message(JsonNode line) {
        return line.path("message").asText();
    }
}
