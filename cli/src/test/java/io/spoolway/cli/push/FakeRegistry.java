package io.spoolway.cli.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry in memory over real HTTP, whose answers can be spoilt. It keeps what arrived of a broken request, as Spoolway
 * does, and its upload URLs change with every answer.
 */
final class FakeRegistry implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, ByteArrayOutputStream> uploads = new HashMap<>();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Set<String> sealed = new HashSet<>();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Deque<String> states = new ArrayDeque<>();
    private boolean exactOffset = true;
    private boolean impatient;
    private int answers;

    /** Takes the place of an answer. */
    @FunctionalInterface
    interface Fault {
        void spoil(HttpExchange exchange, FakeRegistry registry) throws IOException;
    }

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Spoils the next answers to a method, each once. */
    FakeRegistry spoil(String method, Fault... next) {
        faults.computeIfAbsent(method, any -> new ArrayDeque<>()).addAll(List.of(next));
        return this;
    }

    /** Breaks the connection after so many bytes of the body have arrived; they are kept. */
    static Fault breakAfter(int bytes) {
        return (exchange, registry) -> {
            registry.upload(exchange).write(exchange.getRequestBody().readNBytes(bytes));
            exchange.close();
        };
    }

    /** Does what was asked, and then breaks the connection instead of saying so. */
    static Fault doneButNotSaid() {
        return (exchange, registry) -> {
            registry.complete(exchange);
            exchange.close();
        };
    }

    /** Takes the body and says nothing, until it is told to end. */
    static Fault silentUntil(CountDownLatch end) {
        return (exchange, registry) -> {
            exchange.getRequestBody().readAllBytes();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    static Fault saying(String json) {
        return (exchange, registry) -> send(exchange, 200, json);
    }

    static Fault answer(int status, String... headers) {
        return (exchange, registry) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            send(exchange, status, "");
        };
    }

    /** Forgets the upload, and says so. */
    static Fault forget() {
        return (exchange, registry) -> {
            registry.uploads.remove(id(exchange));
            send(exchange, 404, "");
        };
    }

    /** Tells of positions as the specification has it, with Range alone. */
    FakeRegistry withoutExactOffset() {
        exactOffset = false;
        return this;
    }

    /** Answers completions with 202 whether asked to or not, and lets the status URL tell these states. */
    FakeRegistry answering202(String... next) {
        impatient = true;
        states.addAll(List.of(next));
        return this;
    }

    /** The states that the status URL tells when a completion asks for an answer at once. */
    FakeRegistry telling(String... next) {
        states.addAll(List.of(next));
        return this;
    }

    FakeRegistry holding(Digest digest, byte[] bytes) {
        blobs.put(digest.toString(), bytes);
        return this;
    }

    /** Begins an upload that has these bytes. */
    URI beginWith(byte[] bytes) {
        ByteArrayOutputStream upload = new ByteArrayOutputStream();
        upload.writeBytes(bytes);
        uploads.put("begun", upload);
        return url().resolve("/v2/demo/blobs/uploads/begun");
    }

    Optional<byte[]> blob(Digest digest) {
        return Optional.ofNullable(blobs.get(digest.toString()));
    }

    /** Each request as method, and Content-Range if it has one. */
    List<String> requests() {
        return requests;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        String path = exchange.getRequestURI().getPath();
        String method = path.startsWith("/status/") ? "STATUS" : exchange.getRequestMethod();
        String prefer = exchange.getRequestHeaders().getFirst("Prefer");
        requests.add(method + (range == null ? "" : " " + range) + (prefer == null ? "" : " " + prefer));
        Fault fault = faults.getOrDefault(method, new ArrayDeque<>()).poll();
        if (fault != null) {
            fault.spoil(exchange, this);
            return;
        }
        switch (method) {
            case "HEAD" -> send(exchange, blobs.containsKey(lastOf(path)) ? 200 : 404, "");
            case "POST" -> begin(exchange);
            case "STATUS" ->
                send(exchange, 200, "{\"state\":\"%s\",\"detail\":\"as told\"}".formatted(states.remove()));
            default -> aboutUpload(exchange, method);
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        String id = "u" + uploads.size();
        uploads.put(id, new ByteArrayOutputStream());
        position(exchange, 202, id);
    }

    private void aboutUpload(HttpExchange exchange, String method) throws IOException {
        String id = id(exchange);
        if (!uploads.containsKey(id)) {
            send(exchange, 404, "");
            return;
        }
        switch (method) {
            case "GET" -> position(exchange, 204, id);
            case "PATCH" -> append(exchange, id);
            case "PUT" -> put(exchange);
            default -> send(exchange, 405, "");
        }
    }

    private void append(HttpExchange exchange, String id) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        if (!range.equals(upload(exchange).size() + "-" + (upload(exchange).size() + bytes.length - 1))) {
            position(exchange, 416, id);
            return;
        }
        upload(exchange).write(bytes);
        position(exchange, 202, id);
    }

    private void put(HttpExchange exchange) throws IOException {
        String digest = complete(exchange);
        boolean async = impatient || exchange.getRequestHeaders().containsKey("Prefer");
        if (!blobs.containsKey(digest)) {
            send(exchange, 400, "{\"errors\":[{\"code\":\"DIGEST_INVALID\",\"message\":\"other bytes\"}]}");
        } else if (async) {
            exchange.getResponseHeaders().add("Preference-Applied", "respond-async");
            exchange.getResponseHeaders().add("Location", "/status/" + id(exchange) + "?repository=demo");
            send(exchange, 202, "");
        } else {
            exchange.getResponseHeaders().add("Location", "/v2/demo/blobs/" + digest);
            send(exchange, 201, "");
        }
    }

    private String complete(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        String digest = query.substring(query.indexOf("digest=") + "digest=".length());
        byte[] bytes = upload(exchange).toByteArray();
        sealed.add(id(exchange));
        DigestAlgorithm algorithm = Digest.parse(digest).algorithm();
        var hash = algorithm.newHash();
        hash.update(bytes);
        if (Digest.finish(algorithm, hash).toString().equals(digest)) {
            blobs.put(digest, bytes);
        }
        return digest;
    }

    private void position(HttpExchange exchange, int status, String id) throws IOException {
        int size = uploads.getOrDefault(id, new ByteArrayOutputStream()).size();
        exchange.getResponseHeaders().add("Location", "/v2/demo/blobs/uploads/%s?_state=s%d".formatted(id, answers++));
        exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, size - 1));
        if (exactOffset) {
            exchange.getResponseHeaders().add("Upload-Offset", Integer.toString(size));
        }
        send(exchange, status, "");
    }

    private ByteArrayOutputStream upload(HttpExchange exchange) {
        ByteArrayOutputStream upload = uploads.get(id(exchange));
        if (upload == null
                || (sealed.contains(id(exchange))
                        && !exchange.getRequestMethod().equals("PUT"))) {
            throw new IllegalStateException("there is no open upload " + id(exchange));
        }
        return upload;
    }

    private static String id(HttpExchange exchange) {
        return lastOf(exchange.getRequestURI().getPath());
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
