package io.spoolway.auditor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.spoolway.auditor.fold.AuditTopology;
import io.spoolway.auditor.fold.BoundedRocksDb;
import io.spoolway.auditor.fold.FoldConfig;
import io.spoolway.config.Setting;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.KafkaConfig;
import io.spoolway.fault.Backoff;
import io.spoolway.service.CannotStartException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fold as a running Kafka Streams application. Every auditor is an instance of the same one. */
final class FoldStreams implements AutoCloseable {
    /** The id of the application: its consumer group, and what the topics of its state begin with. */
    static final String APPLICATION_ID = "spoolway-auditor";

    private static final Logger LOG = LoggerFactory.getLogger(FoldStreams.class);
    private static final Backoff REPLACE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final KafkaConfig kafka;
    private final KafkaStreamsMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);

    private FoldStreams(KafkaStreams streams, KafkaConfig kafka, MeterRegistry meters) {
        this.streams = streams;
        this.kafka = kafka;
        this.metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
    }

    /**
     * Starts to fold, from where the auditors left off.
     *
     * @param server host:port at which other auditors reach this one
     * @throws BrokerUnavailableException when the broker's name has no address now
     */
    static FoldStreams start(AuditorConfig config, String server, MeterRegistry meters) {
        FoldConfig fold = new FoldConfig(config.retention(), config.hold(), config.stalledAfter());
        KafkaStreams streams = streams(fold, config, server);
        FoldStreams started = new FoldStreams(streams, config.kafka(), meters);
        streams.setUncaughtExceptionHandler(started::afterFailure);
        streams.setGlobalStateRestoreListener(new RestoreLog());
        streams.start();
        return started;
    }

    private static KafkaStreams streams(FoldConfig fold, AuditorConfig config, String server) {
        try {
            return new KafkaStreams(AuditTopology.build(fold), properties(config, server));
        } catch (StreamsException e) {
            throw new CannotStartException(
                    "the state in %s cannot be used: %s. Set %s to another folder if another auditor has this one."
                            .formatted(config.stateDir(), e.getMessage(), Setting.AUDITOR_STATE_DIR.variable()),
                    e);
        }
    }

    private static Properties properties(AuditorConfig config, String server) {
        Properties properties = new Properties();
        properties.putAll(config.kafka()
                .client(Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        APPLICATION_ID,
                        StreamsConfig.APPLICATION_SERVER_CONFIG,
                        server,
                        StreamsConfig.STATE_DIR_CONFIG,
                        config.stateDir().toAbsolutePath().toString(),
                        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                        StreamsConfig.EXACTLY_ONCE_V2,
                        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                        config.threads(),
                        StreamsConfig.REPLICATION_FACTOR_CONFIG,
                        (int) config.kafka().replicationFactor(),
                        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                        BoundedRocksDb.class)));
        // a transaction that begins while the one before it is being finished has its first batch sent again; batches
        // behind it
        // would be refused as out of order, and the broker log errors of it
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), AuditTopics.LARGEST);
        // how long the work of a killed auditor waits for another
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        // as long a rebalance waits for a thread that does not come back to it, and what was to move stands still
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 60_000);
        return properties;
    }

    /** What failed is not committed, so a new thread reads it again. */
    private StreamThreadExceptionResponse afterFailure(Throwable failure) {
        LOG.error("a thread of the fold failed, another takes over: {}", failure.getMessage(), failure);
        try {
            awaitAddress();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** The other thread's clients cannot be made while the broker's name has no address, and it is tried once only. */
    private void awaitAddress() throws InterruptedException {
        for (int failures = 1; !stopping.await(REPLACE.pause(failures).toMillis(), TimeUnit.MILLISECONDS); failures++) {
            try {
                var _ = kafka.client(Map.of());
                return;
            } catch (BrokerUnavailableException e) {
                LOG.warn("trying again: {}", e.getMessage());
            }
        }
    }

    /** To ask for its state. */
    KafkaStreams streams() {
        return streams;
    }

    /** Whether all of its state is there and events are folded. */
    boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public void close() {
        stopping.countDown();
        // so that others take its work at once, and need not find out that it is gone
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
        metrics.close();
    }
}
