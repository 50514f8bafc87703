package io.spoolway.event;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is published from now on, on every partition, without a group: each node that waits for results sees all of
 * them. Nothing is committed; what was published before the tail began is not seen.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConfig config;
    private final Collection<EventType> types;
    private final Consumer<PipelineEvent> receiver;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean closing;

    private EventTail(KafkaConfig config, Collection<EventType> types, Consumer<PipelineEvent> receiver) {
        this.config = config;
        this.types = List.copyOf(types);
        this.receiver = receiver;
        this.consumer = new KafkaConsumer<>(
                config.client(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("event-tail").unstarted(this::run);
    }

    /**
     * Begins to read; the topics must exist.
     *
     * @param receiver called on one thread, in the order of each partition; it must not block
     */
    public static EventTail start(KafkaConfig config, Collection<EventType> types, Consumer<PipelineEvent> receiver) {
        EventTail tail = new EventTail(config, types, receiver);
        tail.thread.start();
        return tail;
    }

    /** Waits until everything published after the return of this call will be seen. */
    public void awaitPositioned() throws InterruptedException {
        positioned.await();
    }

    /** Whether everything published from now on will be seen. */
    public boolean isPositioned() {
        return positioned.getCount() == 0;
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                try {
                    position();
                    poll();
                } catch (WakeupException e) {
                    LOG.debug("woken to close", e);
                } catch (KafkaException e) {
                    LOG.warn("the broker at {} cannot be read: {}", config.bootstrapServers(), e.getMessage());
                }
            }
        }
    }

    private void position() {
        if (isPositioned()) {
            return;
        }
        List<TopicPartition> partitions = types.stream()
                .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // seeking is lazy: only asking for the position fixes it
        partitions.forEach(consumer::position);
        positioned.countDown();
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            try {
                receiver.accept(EventCodec.decode(record));
            } catch (IllegalArgumentException e) {
                LOG.warn("skipped {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
