package io.spoolway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An auditor over real HTTP that gives the answers it was told to, each once. */
final class FakeAuditor implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** @param lastEventId empty when there was none */
    record Request(URI target, String lastEventId) {}

    private record Reply(int status, String contentType, String retryAfter, String body) {}

    FakeAuditor() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return requests;
    }

    FakeAuditor streams(String... lines) {
        return then(new Reply(200, "text/event-stream", "", String.join("\n", lines)));
    }

    FakeAuditor answers(String json) {
        return then(new Reply(200, "application/json", "", json));
    }

    FakeAuditor refuses(int status, String detail) {
        return then(new Reply(
                status,
                "application/problem+json",
                "1",
                "{\"type\":\"about:blank\",\"title\":\"no\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(status, detail)));
    }

    private FakeAuditor then(Reply reply) {
        replies.add(reply);
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            requests.add(new Request(exchange.getRequestURI(), lastId == null ? "" : lastId));
            Reply reply = replies.remove();
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            if (!reply.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
            }
            exchange.sendResponseHeaders(reply.status(), 0);
            exchange.getResponseBody().write(reply.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
