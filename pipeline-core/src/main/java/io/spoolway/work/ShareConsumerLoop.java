package io.spoolway.work;

import io.spoolway.fault.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share consumer and its thread: takes a few records, has them worked on in parallel, renews their locks for as long as
 * that takes, and acknowledges each by its own outcome.
 */
final class ShareConsumerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

    /** While the broker is away a process that is told to stop has no more than half a minute or so. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final Backoff RECONNECT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final Supplier<ShareConsumer<String, byte[]>> consumers;
    private final String topic;
    private final JobRunner runner;
    private final ExecutorService executor;
    private final Duration renewEvery;
    private volatile boolean stopping;

    ShareConsumerLoop(
            Supplier<ShareConsumer<String, byte[]>> consumers,
            String topic,
            JobRunner runner,
            ExecutorService executor,
            Duration lock) {
        this.consumers = consumers;
        this.topic = topic;
        this.runner = runner;
        this.executor = executor;
        this.renewEvery = lock.dividedBy(3);
    }

    /** A record by its place: RENEW makes the client deliver it again as another instance (KAFKA-20458). */
    private record Place(TopicPartition partition, long offset) {
        static Place of(ConsumerRecord<?, ?> record) {
            return new Place(new TopicPartition(record.topic(), record.partition()), record.offset());
        }
    }

    private record Job(ConsumerRecord<String, byte[]> record, Future<AcknowledgeType> outcome) {}

    /** Takes no more records; {@link #run} returns when those at work are acknowledged. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        int failures = 0;
        while (!stopping) {
            try {
                ShareConsumer<String, byte[]> consumer = consumers.get();
                try {
                    consumer.subscribe(List.of(topic));
                    while (!stopping) {
                        work(consumer);
                        failures = 0;
                    }
                } finally {
                    consumer.close(CLOSE_TIMEOUT);
                }
            } catch (RuntimeException | Error e) {
                // whatever it is, a service whose consumers ended would look alive and do nothing
                failures++;
                LOG.warn("share consumer of {} starts anew", topic, e);
                pause(RECONNECT.pause(failures));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void work(ShareConsumer<String, byte[]> consumer) throws InterruptedException {
        Map<Place, Job> running = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            running.put(Place.of(record), new Job(record, start(record)));
        }
        try {
            while (!running.isEmpty()) {
                awaitAll(running.values().stream().map(Job::outcome).toList());
                acknowledge(consumer, running);
            }
        } finally {
            // without their consumer nobody renews or acknowledges them, and another worker takes their records
            running.values().forEach(job -> job.outcome().cancel(true));
        }
    }

    private Future<AcknowledgeType> start(ConsumerRecord<String, byte[]> record) {
        try {
            return executor.submit(() -> runner.run(record));
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.completedFuture(AcknowledgeType.RELEASE);
        }
    }

    /** Returns when all are done, or when it is time to renew. */
    private void awaitAll(List<Future<AcknowledgeType>> outcomes) throws InterruptedException {
        Instant until = Instant.now().plus(renewEvery);
        for (Future<AcknowledgeType> outcome : outcomes) {
            try {
                outcome.get(Math.max(0, Duration.between(Instant.now(), until).toMillis()), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return;
            } catch (ExecutionException | CancellationException e) {
                LOG.debug("ended without an outcome", e);
            }
        }
    }

    private void acknowledge(ShareConsumer<String, byte[]> consumer, Map<Place, Job> running) {
        List<Place> done = new ArrayList<>();
        running.forEach((place, job) -> {
            boolean isDone = job.outcome().isDone();
            consumer.acknowledge(job.record(), isDone ? outcome(job) : AcknowledgeType.RENEW);
            if (isDone) {
                done.add(place);
            }
        });
        consumer.commitSync(COMMIT_TIMEOUT)
                .forEach((partition, fault) ->
                        // its lock ran out, or the broker is away: the records come again, and every step may be done
                        // again
                        fault.ifPresent(e -> LOG.warn("{} was not acknowledged: {}", partition, e.getMessage())));
        running.keySet().removeAll(done);
        if (!running.isEmpty()) {
            takeRenewed(consumer, running);
        }
    }

    /** Only a record that the next poll delivers again is still ours, and only that instance can be acknowledged later. */
    private static void takeRenewed(ShareConsumer<String, byte[]> consumer, Map<Place, Job> running) {
        Map<Place, Job> renewed = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(COMMIT_TIMEOUT)) {
            Place place = Place.of(record);
            Job job = running.remove(place);
            if (job != null) {
                renewed.put(place, new Job(record, job.outcome()));
            } else {
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
            }
        }
        running.forEach((place, job) -> {
            LOG.warn("the lock on {} was lost: another consumer will take it", place);
            job.outcome().cancel(true);
        });
        running.clear();
        running.putAll(renewed);
    }

    private static AcknowledgeType outcome(Job job) {
        return job.outcome().state() == Future.State.SUCCESS ? job.outcome().resultNow() : AcknowledgeType.RELEASE;
    }

    private void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
