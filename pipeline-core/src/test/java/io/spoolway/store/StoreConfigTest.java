package io.spoolway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
    @Test
    void itsTextHasNoSecrets() {
        StoreConfig config = new StoreConfig(
                URI.create("http://127.0.0.1:9000"), "us-east-1", "blobs", "access-key", "very-secret", 64);

        assertThat(config).hasToString("http://127.0.0.1:9000, bucket blobs, region us-east-1");
    }
}
