package io.spoolway.auditor.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An endpoint: a real HTTP server that keeps what it was sent, and answers as the test says. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Answer answer;

    private Receiver(HttpServer server, Answer answer) {
        this.server = server;
        this.answer = answer;
    }

    /**
     * One request, and what it was answered.
     *
     * @param headers by their names, in any case
     */
    record Received(URI uri, Map<String, String> headers, String body, int status) {
        String id() {
            return headers.getOrDefault("webhook-id", "");
        }
    }

    /** What a test answers with. */
    interface Answer {
        /** @return the status */
        int to(Received request, HttpExchange exchange) throws InterruptedException;
    }

    static Receiver start(Answer answer) throws IOException {
        return start(0, answer);
    }

    static Receiver start(int port, Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        Receiver receiver = new Receiver(server, answer);
        server.setExecutor(receiver.threads);
        server.createContext("/", receiver::handle);
        server.start();
        return receiver;
    }

    /** One that takes everything. */
    static Receiver taking() throws IOException {
        return start((request, exchange) -> 204);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        Received request = new Received(
                exchange.getRequestURI(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                0);
        try (exchange) {
            int status = answer.to(request, exchange);
            received.add(new Received(request.uri(), headers, request.body(), status));
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    URI url() {
        return URI.create(
                "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
    }

    /** Every request that was answered, in the order of the answers. */
    List<Received> received() {
        return List.copyOf(received);
    }

    /** The ids of what was answered with 2xx, in order, each as often as it came. */
    List<String> taken() {
        return received.stream()
                .filter(request -> request.status() / 100 == 2)
                .map(Received::id)
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
