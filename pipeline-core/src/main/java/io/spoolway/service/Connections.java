package io.spoolway.service;

import io.spoolway.config.CommonConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.Topics;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.StoreProbe;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every service is connected to. Opening them sends nothing; {@link #awaitUsable} does. */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final CommonConfig config;
    private final Monitoring monitoring;
    private final ObjectStore store;
    private final KafkaEventPublisher publisher;

    private Connections(CommonConfig config, Monitoring monitoring, ObjectStore store, KafkaEventPublisher publisher) {
        this.config = config;
        this.monitoring = monitoring;
        this.store = store;
        this.publisher = publisher;
    }

    /** Makes the clients, as far as that needs nobody. */
    public static Connections open(CommonConfig config, Monitoring monitoring) {
        return new Connections(
                config,
                monitoring,
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
     * @throws KafkaException when the properties of the Kafka clients cannot be used
     */
    public void awaitUsable() throws InterruptedException {
        StoreProbe.Capabilities capabilities = Retry.untilDone(monitoring, () -> {
            publisher.prepare();
            ensureTopics();
            return StoreProbe.probe(store, StorageLayout.probe(UUID.randomUUID().toString()));
        });
        LOG.info("object store {}: {}", config.store(), capabilities);
        if (!capabilities.sufficient() && !config.allowUnconditionalStore()) {
            throw new IllegalStateException(
                    "object store %s cannot keep uploads safe (%s); use another, or set SPOOLWAY_S3_ALLOW_UNCONDITIONAL=true"
                            .formatted(config.store(), capabilities));
        }
    }

    private void ensureTopics() {
        Map<String, Object> properties =
                config.kafka().client(Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000));
        try (Admin admin = Admin.create(properties)) {
            Topics.ensure(admin, config.kafka(), Topics.ofPipeline());
        }
    }

    @Override
    public void close() {
        publisher.close();
        store.close();
    }
}
