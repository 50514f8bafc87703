package io.spoolway.auditor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.config.Settings;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An auditor in this JVM, and whoever asks it. */
final class AuditorClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AuditorService service;
    private final URI url;
    private final Registry http;

    private AuditorClient(AuditorService service) {
        this.service = service;
        this.url = URI.create("http://127.0.0.1:" + service.port());
        this.http = new Registry(url);
    }

    /** Starts an auditor of this stack; it is ready when it is returned. */
    static AuditorClient start(LocalStack stack, Map<String, String> others) throws IOException {
        Map<String, String> settings = Services.settings(stack, others);
        settings.put(
                "SPOOLWAY_AUDITOR_STATE_DIR", TestStack.temporaryDirectory().toString());
        settings.put("SPOOLWAY_HTTP_PORT", Integer.toString(freePort()));
        settings.put("SPOOLWAY_AUDITOR_ADVERTISED", "127.0.0.1:" + settings.get("SPOOLWAY_HTTP_PORT"));
        AuditorService service = AuditorService.start(Settings.read(settings, AuditorConfig::from));
        Eventually.await().until(() -> service.monitoring().health().ready());
        return new AuditorClient(service);
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI url(String path) {
        return url.resolve(path);
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return http.get(path, headers);
    }

    /** The answer to a question; it is asked again as long as that is 503. */
    JsonNode json(String path, String... headers) {
        HttpResponse<byte[]> answer =
                Eventually.await().until(() -> get(path, headers), given -> given.statusCode() != 503);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + Registry.describe(answer));
        }
        return tree(answer);
    }

    /** A member of an answer. */
    String text(HttpResponse<byte[]> answer, String name) {
        return tree(answer).path(name).asText();
    }

    /** Members of this name, anywhere in an answer. */
    List<String> texts(HttpResponse<byte[]> answer, String name) {
        return tree(answer).findValuesAsText(name);
    }

    private static JsonNode tree(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids in a list of uploads, through all of its pages. */
    List<String> uploads(String path) {
        List<String> ids = new ArrayList<>();
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            JsonNode page = json(next.get());
            ids.addAll(page.path("uploads").findValuesAsText("uploadId"));
            next = Optional.ofNullable(page.get("next")).map(JsonNode::asText);
        }
        return ids;
    }

    @Override
    public void close() throws Exception {
        service.close();
    }
}
