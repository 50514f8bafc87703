package io.spoolway.auditor.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.event.KafkaConfig;
import io.spoolway.fault.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process as a member of the consumer group of one endpoint. */
final class EndpointGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointGroup.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Backoff RECONNECT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    /** What lasted so long did work: what ends it then is the first failure again. */
    private static final Duration WORKED = Duration.ofMinutes(5);

    private final Endpoint endpoint;
    private final KafkaConfig kafka;
    private final Delivery delivery;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Partitions partitions;

    private EndpointGroup(Endpoint endpoint, KafkaConfig kafka, Delivery delivery) {
        this.endpoint = endpoint;
        this.kafka = kafka;
        this.delivery = delivery;
        this.thread = Thread.ofPlatform().name("webhook-" + endpoint.name()).unstarted(this::run);
    }

    static EndpointGroup start(Endpoint endpoint, KafkaConfig kafka, HttpSender sender, MeterRegistry meters) {
        EndpointGroup group = new EndpointGroup(endpoint, kafka, new Delivery(endpoint, sender, meters));
        Gauge.builder("spoolway.webhook.oldest.undelivered", group, EndpointGroup::oldestSeconds)
                .description("age of the oldest record that this process has for the endpoint and has not delivered")
                .tag("endpoint", endpoint.name())
                .baseUnit("seconds")
                .register(meters);
        group.thread.start();
        return group;
    }

    private void run() {
        int failures = 0;
        while (stopping.getCount() > 0) {
            long began = System.nanoTime();
            try {
                if (endpoint.from() == Endpoint.From.NOW) {
                    StartingOffsets.ensure(endpoint.group(), kafka);
                }
                deliver();
            } catch (RuntimeException | Error e) {
                // whatever it is, a webhook whose thread ended would look alive and deliver nothing
                LOG.warn("webhook {} starts anew", endpoint.name(), e);
                failures = System.nanoTime() - began > WORKED.toNanos() ? 1 : failures + 1;
                pause(RECONNECT.pause(failures));
            }
        }
    }

    private void deliver() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                kafka.client(properties()), new StringDeserializer(), new ByteArrayDeserializer())) {
            Partitions mine = new Partitions(consumer, delivery);
            partitions = mine;
            consumer.subscribe(List.of(AuditTopics.AUDIT), mine);
            LOG.info("webhook {} delivers from {}", endpoint, AuditTopics.AUDIT);
            try {
                while (stopping.getCount() > 0) {
                    mine.work(consumer.poll(POLL));
                }
            } finally {
                mine.release();
            }
        }
    }

    private Map<String, Object> properties() {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                endpoint.group(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // of a partition without an offset nothing was delivered, and what the topic no longer keeps cannot be
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // a process that comes or goes does not stop the deliveries of the others
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                200);
    }

    private void pause(Duration pause) {
        try {
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private double oldestSeconds() {
        Partitions mine = partitions;
        return mine == null
                ? 0
                : mine.oldest().stream()
                        .mapToDouble(time -> Math.max(0, System.currentTimeMillis() - time) / 1000.0)
                        .findAny()
                        .orElse(0);
    }

    /** Begins no other delivery. */
    void stop() {
        stopping.countDown();
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
