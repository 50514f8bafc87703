package io.spoolway.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.telemetry.TraceSpan;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events with an idempotent producer and {@code acks=all}. Any number of threads may publish at once. */
public final class KafkaEventPublisher implements EventPublisher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventPublisher.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Producer<String, byte[]>> maker;
    private final EventCodec codec;
    private final Clock clock;
    private final PublishMeters meters;
    private volatile @Nullable Producer<String, byte[]> producer;
    private boolean closed;

    private KafkaEventPublisher(
            Supplier<Producer<String, byte[]>> maker, EventCodec codec, Clock clock, PublishMeters meters) {
        this.maker = maker;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
    }

    /** Asks for nothing yet; a broker that is down is noticed by the first {@link #publish}. */
    public static KafkaEventPublisher connect(KafkaConfig config, String node, Clock clock, MeterRegistry meters) {
        Map<String, Object> properties = Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, node,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                // every publisher waits for its event: lingering would add to each step, and a busy node batches anyway
                ProducerConfig.LINGER_MS_CONFIG, 0,
                // clients wait behind this: rather a quick 503 than a request that hangs for two minutes
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaEventPublisher(
                () -> new KafkaProducer<>(config.client(properties), new StringSerializer(), new ByteArraySerializer()),
                new EventCodec(node),
                clock,
                new PublishMeters(meters));
    }

    /**
     * Makes the producer, which the first event does otherwise. It connects in the background.
     *
     * @throws BrokerUnavailableException when the broker's name has no address now ({@link KafkaConfig#client})
     * @throws KafkaException when its properties cannot be used
     */
    public void prepare() {
        var _ = producer();
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> made = producer;
        return made == null ? make() : made;
    }

    private synchronized Producer<String, byte[]> make() {
        if (closed) {
            throw new BrokerUnavailableException("the publisher is closed");
        }
        Producer<String, byte[]> made = producer == null ? maker.get() : producer;
        producer = made;
        return made;
    }

    @Override
    public void publish(PipelineEvent event, Optional<? extends Cause> cause) {
        send(codec.encode(event, cause, clock.instant()));
        meters.published(event);
    }

    /**
     * Publishes an event that may be lost. Returns at once, whatever becomes of it, and fails never: sending waits when the broker is
     * away, so that is done by another thread.
     */
    public void offer(PipelineEvent event) {
        ProducerRecord<String, byte[]> record = codec.encode(event, Optional.empty(), clock.instant());
        Thread.ofVirtual().name("offer").start(() -> offer(record));
    }

    private void offer(ProducerRecord<String, byte[]> record) {
        try {
            var _ = producer().send(record, (metadata, failure) -> {
                if (failure != null) {
                    LOG.debug("{} of {} is lost", record.topic(), record.key(), failure);
                }
            });
            // the broker is away, or this publisher is closed
        } catch (KafkaException | BrokerUnavailableException | IllegalStateException e) {
            LOG.debug("{} of {} is lost", record.topic(), record.key(), e);
        }
    }

    /**
     * Sends a record that is no event of the pipeline, and waits for it as {@link #publish} does.
     *
     * @throws BrokerUnavailableException when it is not known to be published
     * @throws IllegalArgumentException when it is larger than the topic takes
     */
    public void send(ProducerRecord<String, byte[]> record) {
        PublishMeters.Sending sending = meters.sending(record.topic());
        try (TraceSpan span = TraceSpan.producer("publish " + record.topic())) {
            span.inject((name, value) -> setHeader(record, name, value));
            confirmed(record, span);
            sending.confirmed();
        } finally {
            sending.end();
        }
    }

    private void confirmed(ProducerRecord<String, byte[]> record, TraceSpan span) {
        try {
            producer().send(record).get();
        } catch (InterruptedException e) {
            span.failed("interrupted");
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while publishing to " + record.topic(), e);
        } catch (BrokerUnavailableException e) {
            span.failed(e.toString());
            throw e;
            // a producer that is closed throws IllegalStateException
        } catch (ExecutionException | KafkaException | IllegalStateException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            span.failed(cause.toString());
            if (cause instanceof RecordTooLargeException) {
                throw new IllegalArgumentException(
                        "no broker takes the record of %s for upload %s: %s"
                                .formatted(record.topic(), record.key(), cause.getMessage()),
                        cause);
            }
            throw new BrokerUnavailableException(
                    "the broker did not confirm %s for upload %s: %s"
                            .formatted(record.topic(), record.key(), cause.getMessage()),
                    cause);
        }
    }

    /** A record that goes on to another topic has one already. */
    private static void setHeader(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        Producer<String, byte[]> made = end();
        if (made != null) {
            made.close(CLOSE_TIMEOUT);
        }
    }

    private synchronized @Nullable Producer<String, byte[]> end() {
        closed = true;
        return producer;
    }
}
