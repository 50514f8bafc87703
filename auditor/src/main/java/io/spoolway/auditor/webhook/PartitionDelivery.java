package io.spoolway.auditor.webhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the records of one partition, one after the other, on a virtual thread of its own. A record stays in the queue until
 * it is delivered.
 */
final class PartitionDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionDelivery.class);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);

    private final Delivery delivery;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Queue<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
    private final Thread thread;
    private @Nullable OffsetAndMetadata delivered;
    private @Nullable OffsetAndMetadata received;

    private PartitionDelivery(TopicPartition partition, Delivery delivery) {
        this.delivery = delivery;
        this.thread = Thread.ofVirtual().name("webhook-" + partition).unstarted(this::run);
    }

    static PartitionDelivery start(TopicPartition partition, Delivery delivery) {
        PartitionDelivery started = new PartitionDelivery(partition, delivery);
        started.thread.start();
        return started;
    }

    /** @param next where the partition goes on behind these records: not always with the offset after the last */
    synchronized void add(List<ConsumerRecord<String, byte[]>> records, OffsetAndMetadata next) {
        waiting.addAll(records);
        received = next;
        notifyAll();
    }

    /** How many records wait, with the one that is being delivered. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** What to commit: everything before it was delivered, or passed over. Empty as long as nothing was. */
    synchronized Optional<OffsetAndMetadata> delivered() {
        return Optional.ofNullable(delivered);
    }

    /** The time of the first record that is not delivered, in milliseconds since 1970. */
    synchronized OptionalLong oldest() {
        ConsumerRecord<String, byte[]> head = waiting.peek();
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.timestamp());
    }

    /** Begins no other attempt. The one that is under way may end, see {@link #join}. */
    synchronized void stop() {
        stopped.countDown();
        notifyAll();
    }

    /** Waits so long for the attempt that is under way, and then breaks it off. */
    void join(Duration patience) throws InterruptedException {
        if (!thread.join(patience)) {
            thread.interrupt();
            thread.join();
        }
    }

    private void run() {
        try {
            for (Optional<ConsumerRecord<String, byte[]>> next = head(); next.isPresent(); next = head()) {
                attempt(next.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("{} broke off", thread.getName());
        }
    }

    private void attempt(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        try {
            if (delivery.deliver(record, stopped)) {
                done(record);
            }
        } catch (RuntimeException | Error e) {
            // whatever it is, the record waits still; a partition whose thread ended would deliver nothing, and nobody
            // would know
            LOG.error("{} tries {} again", thread.getName(), record.offset(), e);
            stopped.await(AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Waits for a record; empty when there is no more to do. */
    private synchronized Optional<ConsumerRecord<String, byte[]>> head() throws InterruptedException {
        while (waiting.isEmpty() && stopped.getCount() > 0) {
            wait();
        }
        return stopped.getCount() > 0 ? Optional.of(waiting.element()) : Optional.empty();
    }

    private synchronized void done(ConsumerRecord<String, byte[]> record) {
        waiting.remove();
        delivered = waiting.isEmpty() ? received : new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
    }
}
