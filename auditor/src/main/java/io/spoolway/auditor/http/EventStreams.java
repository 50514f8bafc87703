package io.spoolway.auditor.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients that are sent the audit record: so many at once, each with a consumer and a thread of its own. */
public final class EventStreams implements AutoCloseable {
    /** Each takes a MB or more while its client is slower than the events. */
    private static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConfig kafka;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<EventStream> running = ConcurrentHashMap.newKeySet();

    /** Not virtual ones: a consumer waits in a selector. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("event-stream-", 0).factory());

    private volatile boolean closing;

    public EventStreams(KafkaConfig kafka, MeterRegistry meters) {
        this.kafka = kafka;
        Gauge.builder("spoolway.auditor.event.streams", running, Set::size)
                .description("clients that follow the audit record")
                .register(meters);
    }

    /** What is done with a stream that has begun. */
    interface Sender {
        /** @throws Exception as whoever runs the stream gets it */
        void send(EventStream stream) throws Exception;
    }

    /**
     * Runs a stream to its end.
     *
     * @throws Problem when there are too many, or the broker cannot be reached
     */
    void run(EventQuery query, Sender sender) throws Exception {
        if (closing) {
            throw Problems.unavailable("the auditor stops");
        }
        if (!free.tryAcquire()) {
            throw Problems.unavailable("%d clients follow the events already".formatted(MOST));
        }
        try {
            threads.submit(() -> {
                        runHere(query, sender);
                        return null;
                    })
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            free.release();
        }
    }

    private void runHere(EventQuery query, Sender sender) throws Exception {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer());
        EventStream stream = new EventStream(consumer, query);
        running.add(stream);
        try {
            if (closing) {
                stream.stop();
            }
            sender.send(stream);
        } finally {
            running.remove(stream);
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private Map<String, Object> properties() {
        return kafka.client(Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                // what is asked for and no longer there: on with what is
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                1 << 20,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                256 << 10,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000));
    }

    /** Ends all streams. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        threads.shutdown();
        running.forEach(EventStream::stop);
        if (!threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("{} clients are not ready to be told the end", running.size());
        }
    }
}
