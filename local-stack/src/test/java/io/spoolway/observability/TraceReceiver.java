package io.spoolway.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Status;
import io.spoolway.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes traces by OTLP over HTTP, as a collector does, and keeps them. */
final class TraceReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /**
     * A span.
     *
     * @param parent the id of the span that it is a part of; empty when it is of none
     * @param error why it failed; empty when it did not
     */
    record Received(
            String service,
            String name,
            String trace,
            String id,
            String parent,
            String error,
            Map<String, String> attributes) {}

    private TraceReceiver(HttpServer server) {
        this.server = server;
    }

    static TraceReceiver start() throws IOException {
        TraceReceiver receiver =
                new TraceReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        receiver.server.createContext("/v1/traces", receiver::receive);
        receiver.server.start();
        return receiver;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Waits for spans of a trace; returns all that it has then. */
    List<Received> await(String trace, String... names) {
        Eventually.await()
                .until(() -> ofTrace(trace).stream()
                        .map(Received::name)
                        .collect(Collectors.toSet())
                        .containsAll(List.of(names)));
        return ofTrace(trace);
    }

    List<Received> ofTrace(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            request.getResourceSpansList().forEach(this::keep);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ResourceSpans of) {
        String service = attributes(of.getResource().getAttributesList()).getOrDefault("service.name", "");
        of.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Received(
                        service,
                        span.getName(),
                        hex(span.getTraceId().toByteArray()),
                        hex(span.getSpanId().toByteArray()),
                        hex(span.getParentSpanId().toByteArray()),
                        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
                                ? span.getStatus().getMessage()
                                : "",
                        attributes(span.getAttributesList())))
                .forEach(spans::add);
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> texts = new TreeMap<>();
        attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
