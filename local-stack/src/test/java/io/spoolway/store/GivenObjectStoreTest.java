package io.spoolway.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.testing.Stores;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a server that is running already: {@code SPOOLWAY_TEST_S3_ENDPOINT} says where. Its bucket must be empty, and
 * nobody else may use it. Bucket, keys and region are those of a local stack, unless {@code SPOOLWAY_TEST_S3_BUCKET},
 * {@code _ACCESS_KEY}, {@code _SECRET_KEY} and {@code _REGION} say otherwise.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(
        named = GivenObjectStoreTest.PREFIX + "ENDPOINT",
        matches = ".+",
        disabledReason = "no S3 server is given")
class GivenObjectStoreTest extends ObjectStoreContract {
    static final String PREFIX = "SPOOLWAY_TEST_S3_";

    private StoreConfig config;
    private ObjectStore store;

    @BeforeAll
    void connect() {
        StoreConfig local = Stores.config(URI.create(given("ENDPOINT", "")));
        config = new StoreConfig(
                local.endpoint(),
                given("REGION", local.region()),
                given("BUCKET", local.bucket()),
                given("ACCESS_KEY", local.accessKey()),
                given("SECRET_KEY", local.secretKey()),
                local.parallelism());
        store = MinioObjectStore.connect(config, new SimpleMeterRegistry());
    }

    private static String given(String name, String otherwise) {
        return Optional.ofNullable(System.getenv(PREFIX + name)).orElse(otherwise);
    }

    @AfterAll
    void disconnect() {
        store.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    StoreConfig config() {
        return config;
    }
}
