package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.observability.TraceReceiver.Received;
import io.spoolway.oci.Digest;
import io.spoolway.service.TraceExport;
import io.spoolway.stack.LocalStack;
import io.spoolway.telemetry.TraceSpan;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The trace of a push, as a collector gets it. What processes do when there is none is in {@link JsonLogsTest}. */
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";
    private static final byte[] BLOB = Blobs.random(5_000);

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());

    @Test
    void aPushIsOneTraceFromTheRequestOfTheClientToTheLink() throws Exception {
        Digest digest = Registry.sha256(BLOB);
        try (TraceReceiver receiver = TraceReceiver.start();
                TraceExport _ = export(receiver, "100")) {
            URI upload = push(digest, TRACE, 201);

            List<Received> spans = receiver.await(TRACE, "PUT", "verify", "link", "publish spoolway.blob.linked");
            Received request = named(spans, "PUT");
            Received completed = named(spans, "publish spoolway.upload.completed");
            Received verify = named(spans, "verify");
            Received verified = named(spans, "publish spoolway.blob.verified");
            Received link = named(spans, "link");
            Received linked = named(spans, "publish spoolway.blob.linked");
            assertThat(request.parent()).isEqualTo(CLIENT);
            assertThat(completed.parent()).isEqualTo(request.id());
            assertThat(verify.parent()).isEqualTo(completed.id());
            assertThat(verified.parent()).isEqualTo(verify.id());
            assertThat(link.parent()).isEqualTo(verified.id());
            assertThat(linked.parent()).isEqualTo(link.id());
            assertThat(request.attributes()).containsEntry("http.response.status_code", "201");
            assertThat(spans).allSatisfy(span -> {
                assertThat(span.service()).isEqualTo("test");
                assertThat(span.error()).isEmpty();
            });
            assertThat(List.of(request, verify, link))
                    .allSatisfy(span -> assertThat(span.attributes())
                            .containsEntry("spoolway.digest", digest.toString())
                            .containsEntry("spoolway.size", Integer.toString(BLOB.length))
                            .containsEntry(
                                    "spoolway.upload", Stores.uploadIn(upload).toString()));
            assertThat(records(upload))
                    .filteredOn(record -> record.topic().equals("spoolway.blob.linked"))
                    .extracting(record -> new String(
                            record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                    .containsExactly("00-%s-%s-01".formatted(TRACE, linked.id()));
        }
    }

    @Test
    void aRejectedUploadEndsItsTraceWithAnError() throws Exception {
        String trace = "5".repeat(32);
        try (TraceReceiver receiver = TraceReceiver.start();
                TraceExport _ = export(receiver, "100")) {
            push(Registry.sha256(new byte[1]), trace, 400);

            List<Received> spans = receiver.await(trace, "PUT", "verify", "publish spoolway.upload.rejected");
            assertThat(named(spans, "verify").error()).startsWith("rejected: ");
            assertThat(named(spans, "publish spoolway.upload.rejected").parent())
                    .isEqualTo(named(spans, "verify").id());
        }
    }

    @Test
    void whatWasNotSentYetIsSentInTheEnd() throws Exception {
        String warmUp = "6".repeat(32);
        try (TraceReceiver receiver = TraceReceiver.start()) {
            // the first spans that a JVM sends may take longer, on a busy machine, than the end waits
            try (TraceExport _ = export(receiver, "10")) {
                span("first", warmUp);
                receiver.await(warmUp, "first");
            }
            TraceExport export = export(receiver, "3600000");
            span("last", TRACE);

            export.close();

            assertThat(receiver.ofTrace(TRACE)).extracting(Received::name).containsExactly("last");
        }
    }

    private static void span(String name, String trace) {
        TraceSpan.server(name, header -> header.equals("traceparent") ? traceparent(trace) : null)
                .close();
    }

    @Test
    void withoutAnEndpointNothingIsTraced() {
        try (TraceExport _ = TraceExport.start(Map.of("OTEL_TRACES_SAMPLER", "always_on"), "test")) {
            URI upload = push(Registry.sha256(BLOB), TRACE, 201);

            assertThat(records(upload))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(record -> assertThat(record.headers().lastHeader("traceparent"))
                            .isNull());
        }
    }

    private static TraceExport export(TraceReceiver receiver, String everyMillis) {
        return TraceExport.start(
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        receiver.endpoint().toString(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        everyMillis),
                "test");
    }

    /** Returns the URL of the upload. */
    private URI push(Digest digest, String trace, int status) {
        URI upload = registry.startUpload(Registry.newRepository());
        assertThat(registry.put(Registry.withDigest(upload, digest), BLOB, "traceparent", traceparent(trace))
                        .statusCode())
                .isEqualTo(status);
        return upload;
    }

    private List<ConsumerRecord<String, byte[]>> records(URI upload) {
        return Events.records(stack.bootstrapServers(), Stores.uploadIn(upload).toString());
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
