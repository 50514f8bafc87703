package io.spoolway.ingest;

import io.spoolway.config.Settings;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Another ingest-api of a running stack, as if on another machine: it shares the broker, the store and the secret. */
final class SecondNode implements AutoCloseable {
    private final IngestService service;

    private SecondNode(IngestService service) {
        this.service = service;
    }

    /** Starts it with some settings of its own, and waits until it is ready. */
    static SecondNode of(LocalStack stack, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(stack.settings(0));
        all.putAll(settings);
        SecondNode node = new SecondNode(IngestService.start(Settings.read(all, IngestConfig::from)));
        Eventually.await().until(() -> node.service.monitoring().health().ready());
        return node;
    }

    static SecondNode of(LocalStack stack) throws Exception {
        return of(stack, Map.of());
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + service.port());
    }

    Registry registry() {
        return new Registry(endpoint());
    }

    /** The same URL on this node. */
    URI here(URI url) {
        return endpoint().resolve(url.getRawPath() + "?" + url.getRawQuery());
    }

    @Override
    public void close() throws Exception {
        service.close();
    }
}
