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
    private final StoreAccess access;
    private final KafkaEventPublisher publisher;

    private Connections(
            CommonConfig config,
            Monitoring monitoring,
            ObjectStore store,
            StoreAccess access,
            KafkaEventPublisher publisher) {
        this.config = config;
        this.monitoring = monitoring;
        this.store = store;
        this.access = access;
        this.publisher = publisher;
    }

    /** Makes the clients, as far as that needs nobody. */
    public static Connections open(CommonConfig config, Monitoring monitoring) {
        StoreAccess access = new StoreAccess(config.store(), monitoring);
        return new Connections(
                config,
                monitoring,
                MinioObjectStore.connect(config.store(), monitoring.meters(), access::denied),
                access,
                KafkaEventPublisher.connect(config.kafka(), config.node(), Clock.systemUTC(), monitoring.meters()));
    }

    public ObjectStore store() {
        return store;
    }

    public KafkaEventPublisher publisher() {
        return publisher;
    }

    /**
     * Waits until the broker has the topics and the store has shown what it can do; says what is missing meanwhile. From then on the
     * service is not ready while the store denies it ({@link StoreAccess}).
     *
     * @throws IllegalStateException when the store cannot do what uploads need, and that is not configured to be allowed
     * @throws io.spoolway.config.InvalidSettingsException when Kafka's clients cannot be made with their properties
     * @throws KafkaException when they cannot log in
     */
    public void awaitUsable() throws InterruptedException {
        StoreProbe.Capabilities capabilities = Retry.untilDone(monitoring, () -> {
            publisher.prepare();
            ensureTopics();
            return probe();
        });
        LOG.info("object store {}: {}", config.store(), capabilities);
        if (!capabilities.sufficient() && !config.allowUnconditionalStore()) {
            throw new IllegalStateException(
                    "object store %s cannot keep uploads safe (%s); use another, or set SPOOLWAY_S3_ALLOW_UNCONDITIONAL=true"
                            .formatted(config.store(), capabilities));
        }
        access.watch(this::probe);
    }

    private StoreProbe.Capabilities probe() {
        return StoreProbe.probe(store, StorageLayout.probe(UUID.randomUUID().toString()));
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
        access.close();
        publisher.close();
        store.close();
    }
}
