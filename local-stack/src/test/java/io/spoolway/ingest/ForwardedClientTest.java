package io.spoolway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.Client;
import io.spoolway.event.UploadStarted;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whom events name as the client of a request that came by proxies. */
class ForwardedClientTest {
    private final LocalStack stack = TestStack.shared();

    @Test
    void isWhomATrustedProxySaw() throws Exception {
        assertThat(client(Map.of("SPOOLWAY_TRUSTED_PROXIES", "127.0.0.0/8"))).isEqualTo("198.51.100.7");
    }

    @Test
    void isTheProxyThatIsNotTrusted() throws Exception {
        assertThat(client(Map.of())).isEqualTo("127.0.0.1");
    }

    private String client(Map<String, String> settings) throws Exception {
        try (IngestService ingest = Services.ingest(Services.settings(stack, settings))) {
            URI upload = Services.registry(ingest)
                    .startUpload(Registry.newRepository(), "X-Forwarded-For", "203.0.113.9, 198.51.100.7");
            return Events.of(stack.bootstrapServers(), Stores.uploadIn(upload).toString()).stream()
                    .filter(UploadStarted.class::isInstance)
                    .map(UploadStarted.class::cast)
                    .map(UploadStarted::client)
                    .map(Client::address)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
