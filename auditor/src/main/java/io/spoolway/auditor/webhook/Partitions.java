package io.spoolway.auditor.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this process delivers to one endpoint. Polling never waits for a delivery: a partition with enough records
 * waiting is paused, and so a slow endpoint keeps its place in the group. Only {@link #oldest} may be called by another thread.
 */
final class Partitions implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final int ENOUGH = 200;
    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    /** How long a partition that goes to another process waits for the answer to what is under way, so that the same record is
     * seldom sent by two at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Consumer<String, byte[]> consumer;
    private final Delivery delivery;
    private final Map<TopicPartition, PartitionDelivery> running = new ConcurrentHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private long lastCommit = System.nanoTime();

    Partitions(Consumer<String, byte[]> consumer, Delivery delivery) {
        this.consumer = consumer;
        this.delivery = delivery;
    }

    /** Has these records delivered, and commits what was delivered since. */
    void work(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            running.computeIfAbsent(partition, added -> PartitionDelivery.start(added, delivery))
                    .add(
                            records.records(partition),
                            Objects.requireNonNull(records.nextOffsets().get(partition)));
        }
        pauseAndResume();
        if (System.nanoTime() - lastCommit > COMMIT_EVERY.toNanos()) {
            commit();
            lastCommit = System.nanoTime();
        }
    }

    private void pauseAndResume() {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> others = new ArrayList<>();
        running.forEach((partition, it) -> (it.waiting() < ENOUGH ? others : full).add(partition));
        consumer.pause(full);
        consumer.resume(others);
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(running.keySet());
        if (!offsets.isEmpty()) {
            committed.putAll(offsets);
            consumer.commitAsync(offsets, (asked, fault) -> {
                if (fault != null) {
                    LOG.debug("not committed, to be tried again", fault);
                    committed.keySet().removeAll(asked.keySet());
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionDelivery it = running.get(partition);
            if (it != null) {
                it.delivered()
                        .filter(offset -> !offset.equals(committed.get(partition)))
                        .ifPresent(offset -> offsets.put(partition, offset));
            }
        }
        return offsets;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // a partition begins with its first record
    }

    /** They go to another process, in order: nothing of them is under way here any more, and it begins behind what was delivered. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        stop(partitions);
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions);
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, COMMIT_TIMEOUT);
            }
        } catch (KafkaException e) {
            LOG.warn("what was delivered last will be delivered again: {}", e.getMessage());
        }
        forget(partitions);
    }

    /** Another process has them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        stop(partitions);
        forget(partitions);
    }

    /** Gives all of them back. */
    void release() {
        onPartitionsRevoked(List.copyOf(running.keySet()));
    }

    private void stop(Collection<TopicPartition> partitions) {
        List<PartitionDelivery> ending =
                partitions.stream().map(running::get).filter(Objects::nonNull).toList();
        ending.forEach(PartitionDelivery::stop);
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (PartitionDelivery it : ending) {
                it.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        running.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    /** The time of the oldest record that is not delivered, in milliseconds since 1970; empty when none waits. */
    OptionalLong oldest() {
        return running.values().stream()
                .map(PartitionDelivery::oldest)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }
}
