package io.spoolway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what was published a while ago and what is published from now on, on every partition, without a group: each node
 * sees all of it. Nothing is committed. What is published while the broker is away from here is read when it is back. Between
 * topics, and between partitions, there is no order.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConfig config;
    private final Collection<EventType> types;
    private final Duration lookback;
    private final Consumer<PipelineEvent> receiver;
    private final TailProgress progress = new TailProgress();
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final KafkaConsumer<String, byte[]> consumer;
    private final Admin admin;
    private final Thread thread;
    private boolean isAssigned;
    private volatile boolean closing;

    private EventTail(
            KafkaConfig config, Collection<EventType> types, Duration lookback, Consumer<PipelineEvent> receiver) {
        this.config = config;
        this.types = List.copyOf(types);
        this.lookback = lookback;
        this.receiver = receiver;
        this.consumer = new KafkaConsumer<>(
                config.client(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        // who asks waits for a moment only: see awaitCaughtUp
        this.admin = Admin.create(config.client(Map.of("request.timeout.ms", 2_000, "default.api.timeout.ms", 2_000)));
        this.thread = Thread.ofPlatform().name("event-tail").unstarted(this::run);
    }

    /**
     * Begins to read; the topics must exist.
     *
     * @param lookback begins with what was published so long ago; zero for what is published from now on
     * @param receiver called on one thread, in the order of each partition; it must not block
     */
    public static EventTail start(
            KafkaConfig config, Collection<EventType> types, Duration lookback, Consumer<PipelineEvent> receiver) {
        EventTail tail = new EventTail(config, types, lookback, receiver);
        tail.thread.start();
        return tail;
    }

    /** Waits until what was published before this tail began has been received, and everything after it will be. */
    public void awaitPositioned() throws InterruptedException {
        positioned.await();
    }

    /**
     * Waits until everything that was published to this topic before the call has been received: so whoever got an
     * acknowledgement for it from another node finds this one knowing of it. One request to the broker.
     *
     * @return false when it took longer than {@code atMost}: the broker is away, or the tail is far behind
     */
    public boolean awaitCaughtUp(EventType type, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        Map<TopicPartition, OffsetSpec> asked = progress.partitions(type.topic()).stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        CountDownLatch reached = new CountDownLatch(1);
        try {
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(asked).all().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            Map<TopicPartition, Long> goal = new HashMap<>();
            ends.forEach((partition, end) -> goal.put(partition, end.offset()));
            progress.reaching(goal, reached);
            return reached.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("not caught up with {}", type.topic(), e);
            return false;
        } finally {
            progress.forget(reached);
        }
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
                } catch (RuntimeException e) {
                    // whatever it is, a node without its tail would look alive and hear of no end
                    LOG.error("reading of {} goes on after", types, e);
                }
            }
        }
    }

    private void position() {
        if (isAssigned) {
            return;
        }
        List<TopicPartition> partitions = types.stream()
                .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        // the ends come first, so that what is published between the two questions is not missed
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = new HashMap<>(ends);
        if (!lookback.isZero()) {
            begins.putAll(offsetsAt(partitions, Instant.now().minus(lookback)));
        }
        begins.forEach(consumer::seek);
        progress.advance(begins);
        progress.reaching(ends, positioned);
        isAssigned = true;
    }

    /** Without the partitions where nothing was published since. */
    private Map<TopicPartition, Long> offsetsAt(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> time.toEpochMilli())))
                .forEach((TopicPartition partition, OffsetAndTimestamp found) -> {
                    if (found != null) {
                        offsets.put(partition, found.offset());
                    }
                });
        return offsets;
    }

    private void poll() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                receiver.accept(EventCodec.decode(record));
            } catch (IllegalArgumentException e) {
                LOG.warn("skipped {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }
        Map<TopicPartition, Long> positions = new HashMap<>();
        records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
        progress.advance(positions);
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
        admin.close(Duration.ofSeconds(1));
    }
}
