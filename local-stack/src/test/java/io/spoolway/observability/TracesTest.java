package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.observability.TraceReceiver.Received;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The trace of a push, as services that run as processes of their own send it to a collector. */
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";

    private final LocalStack stack = TestStack.bare();

    @Test
    void aPushIsOneTraceFromTheRequestOfTheClientToTheLink() throws Exception {
        try (TraceReceiver receiver = TraceReceiver.start()) {
            Map<String, String> settings = Services.settings(
                    stack,
                    Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint().toString(),
                            "OTEL_BSP_SCHEDULE_DELAY", "200",
                            "SPOOLWAY_LOG_FORMAT", "json"));
            try (ServiceProcess ingest = ServiceProcess.start(Service.INGEST_API, settings, "256m");
                    ServiceProcess verifier = ServiceProcess.start(Service.VERIFIER, settings, "256m");
                    ServiceProcess linker = ServiceProcess.start(Service.LINKER, settings, "256m")) {
                Registry registry = new Registry(ingest.ready().endpoint());
                verifier.ready();
                linker.ready();
                byte[] blob = Blobs.random(5_000);
                Digest digest = Registry.sha256(blob);
                String uploads = "/v2/" + Registry.newRepository() + "/blobs/uploads/?digest=";

                assertThat(registry.post(uploads + digest, blob, "traceparent", traceparent(TRACE))
                                .statusCode())
                        .isEqualTo(201);

                Eventually.await()
                        .until(() -> receiver.ofTrace(TRACE).stream()
                                .map(Received::name)
                                .toList()
                                .containsAll(List.of("POST", "verify", "link", "publish spoolway.blob.linked")));
                List<Received> spans = receiver.ofTrace(TRACE);
                Received request = named(spans, "POST");
                Received verify = named(spans, "verify");
                Received link = named(spans, "link");
                assertThat(request.service()).isEqualTo("ingest-api");
                assertThat(request.parent()).isEqualTo(CLIENT);
                assertThat(request.attributes()).containsEntry("http.response.status_code", "201");
                Received completed = named(spans, "publish spoolway.upload.completed");
                assertThat(completed.parent()).isEqualTo(request.id());
                assertThat(verify.service()).isEqualTo("verifier");
                assertThat(verify.parent()).isEqualTo(completed.id());
                Received verified = named(spans, "publish spoolway.blob.verified");
                assertThat(verified.parent()).isEqualTo(verify.id());
                assertThat(link.service()).isEqualTo("linker");
                assertThat(link.parent()).isEqualTo(verified.id());
                assertThat(List.of(request, verify, link))
                        .allSatisfy(span -> assertThat(span.attributes())
                                .containsEntry("spoolway.digest", digest.toString())
                                .containsEntry("spoolway.size", "5000")
                                .containsEntry(
                                        "spoolway.upload", request.attributes().get("spoolway.upload")));

                String other = "5".repeat(32);
                assertThat(registry.post(
                                        uploads + Registry.sha256(new byte[1]), blob, "traceparent", traceparent(other))
                                .statusCode())
                        .isEqualTo(400);
                Eventually.await()
                        .until(() -> verifier.output()
                                .lines()
                                .anyMatch(line ->
                                        line.contains("is rejected") && line.contains("\"trace.id\":\"" + other)));
            }
        }
    }

    @Test
    void withoutAnEndpointNothingIsTraced() {
        LocalStack plain = TestStack.shared();
        Registry registry = new Registry(plain.httpEndpoint());
        byte[] blob = Blobs.random(100);
        String path = "/v2/" + Registry.newRepository() + "/blobs/uploads/?digest=" + Registry.sha256(blob);

        assertThat(registry.post(path, blob, "traceparent", traceparent(TRACE)).statusCode())
                .isEqualTo(201);

        List<ConsumerRecord<String, byte[]>> records =
                Events.records(plain.bootstrapServers(), List.of("spoolway.upload.completed", "spoolway.blob.linked"));
        assertThat(records)
                .isNotEmpty()
                .allSatisfy(record ->
                        assertThat(record.headers().lastHeader("traceparent")).isNull());
    }

    private static String traceparent(String trace) {
        return "00-%s-%s-01".formatted(trace, CLIENT);
    }

    private static Received named(List<Received> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
