package io.spoolway.service;

import io.spoolway.config.CommonConfig;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.Topics;
import io.spoolway.fault.Backoff;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.StoreException;
import io.spoolway.store.StoreProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every service is connected to. Opening them sends nothing; {@link #awaitUsable} does. */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

    private final CommonConfig config;
    private final ObjectStore store;
    private final KafkaEventPublisher publisher;

    private Connections(CommonConfig config, ObjectStore store, KafkaEventPublisher publisher) {
        this.config = config;
        this.store = store;
        this.publisher = publisher;
    }

    /**
     * Makes the clients.
     *
     * @throws KafkaException when the properties of the Kafka clients cannot be used
     */
    public static Connections open(CommonConfig config, Monitoring monitoring) {
        return new Connections(
                config,
                MinioObjectStore.connect(config.store(), monitoring.meters()),
                KafkaEventPublisher.connect(config.kafka(), config.node(), Clock.systemUTC(), monitoring.meters()));
    }

    public ObjectStore store() {
        return store;
    }

    public KafkaEventPublisher publisher() {
        return publisher;
    }

    /**
     * Waits until the broker has the topics and the store has shown what it can do; says what is missing meanwhile.
     *
     * @throws IllegalStateException when the store cannot do what uploads need, and that is not configured to be allowed
     */
    public void awaitUsable() throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                ensureTopics();
                checkStore();
                return;
            } catch (BrokerUnavailableException | StoreException | KafkaException e) {
                LOG.warn("not ready, trying again: {}", e.getMessage());
                Thread.sleep(BACKOFF.pause(failures));
            }
        }
    }

    private void ensureTopics() {
        Map<String, Object> properties =
                config.kafka().client(Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000));
        try (Admin admin = Admin.create(properties)) {
            Topics.ensure(admin, config.kafka(), Topics.ofPipeline());
        }
    }

    private void checkStore() {
        StoreProbe.Capabilities capabilities =
                StoreProbe.probe(store, StorageLayout.probe(UUID.randomUUID().toString()));
        LOG.info("object store {}: {}", config.store(), capabilities);
        if (!capabilities.sufficient() && !config.allowUnconditionalStore()) {
            throw new IllegalStateException(
                    "object store %s cannot keep uploads safe (%s); use another, or set SPOOLWAY_S3_ALLOW_UNCONDITIONAL=true"
                            .formatted(config.store(), capabilities));
        }
    }

    @Override
    public void close() {
        publisher.close();
        store.close();
    }
}
