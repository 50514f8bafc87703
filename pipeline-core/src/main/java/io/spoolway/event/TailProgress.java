package io.spoolway.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;

/** How far a tail has read, for those who wait until it has come to some place. */
final class TailProgress {
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(Map<TopicPartition, Long> goal, CountDownLatch reached) {}

    /** Everything before these offsets has been received. */
    void advance(Map<TopicPartition, Long> to) {
        List<Waiter> arrived;
        synchronized (this) {
            positions.putAll(to);
            arrived =
                    waiters.stream().filter(waiter -> isReached(waiter.goal())).toList();
            waiters.removeAll(arrived);
        }
        arrived.forEach(waiter -> waiter.reached().countDown());
    }

    /** Counts down when everything before these offsets has been received, which may be now. */
    synchronized void reaching(Map<TopicPartition, Long> goal, CountDownLatch reached) {
        if (isReached(goal)) {
            reached.countDown();
        } else {
            waiters.add(new Waiter(goal, reached));
        }
    }

    /** The partitions of a topic that are read. */
    synchronized List<TopicPartition> partitions(String topic) {
        return positions.keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
    }

    private boolean isReached(Map<TopicPartition, Long> goal) {
        return goal.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
}
