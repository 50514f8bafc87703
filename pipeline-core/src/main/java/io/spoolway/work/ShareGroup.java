package io.spoolway.work;

import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part that this process takes in a Kafka share group (KIP-932): every record of the queue goes to one consumer of all
 * processes in the group, is acknowledged by itself, and goes to another when it is not. Large blobs have consumers of their own
 * ({@link LargeJobs}).
 */
public final class ShareGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareGroup.class);

    /** How soon a broker notices that a member is dead when the group does not say. */
    private static final Duration DEFAULT_SESSION = Duration.ofSeconds(45);

    /** How long running jobs may go on after the service was told to stop. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ExecutorService jobs;
    private final List<ShareConsumerLoop> loops;
    private final List<Thread> threads;
    private final BacklogMeter backlog;

    private ShareGroup(ExecutorService jobs, List<ShareConsumerLoop> loops, BacklogMeter backlog) {
        this.jobs = jobs;
        this.backlog = backlog;
        this.loops = List.copyOf(loops);
        Thread.Builder thread = Thread.ofPlatform().name("share-consumer-", 0);
        this.threads = loops.stream().map(thread::unstarted).toList();
    }

    /**
     * Sets the group up and joins it.
     *
     * @param group the name of the share group, the same in all processes of a service
     * @param queue what is worked on; its topics must exist
     * @throws BrokerUnavailableException when the broker does not answer
     * @throws KafkaException when a share consumer cannot be made with the properties of all clients
     */
    public static ShareGroup join(
            KafkaConfig kafka,
            WorkConfig work,
            String group,
            EventType queue,
            JobHandler handler,
            KafkaEventPublisher publisher,
            MeterRegistry meters) {
        configure(kafka, work, group);
        // it takes less than other clients; a thread that found that out would try it again for ever
        consumer(kafka, work.recordsPerPoll(), group).close();
        ExecutorService jobs = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(group + "-job-", 0).factory());
        JobRunner runner = new JobRunner(
                queue, handler, new LargeJobs(queue, publisher), new DeadLetters(publisher), meters, group);
        List<Reading> readings = Stream.concat(
                        Stream.of(new Reading(queue.topic(), work.recordsPerPoll())),
                        // one at a time: a consumer that had two would keep the second from one that is free
                        Topics.large(queue).stream().map(large -> new Reading(large, 1)))
                .toList();
        List<ShareConsumerLoop> loops = readings.stream()
                .flatMap(reading -> IntStream.range(0, work.consumers())
                        .mapToObj(i -> new ShareConsumerLoop(
                                () -> consumer(kafka, reading.recordsPerPoll(), group),
                                reading.topic(),
                                runner,
                                jobs,
                                work.lock())))
                .toList();
        List<String> topics = readings.stream().map(Reading::topic).toList();
        ShareGroup joined = new ShareGroup(jobs, loops, BacklogMeter.start(kafka, group, topics, meters));
        joined.threads.forEach(Thread::start);
        return joined;
    }

    /** A topic, and how many of its records a consumer takes at once. */
    private record Reading(String topic, int recordsPerPoll) {}

    /** Settings of the group, not of its members: before the first one joins, or what was sent earlier is never seen. */
    private static void configure(KafkaConfig kafka, WorkConfig work, String group) {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            alter(
                    admin,
                    group,
                    Map.of(
                            "share.auto.offset.reset",
                            "earliest",
                            "share.record.lock.duration.ms",
                            Long.toString(work.lock().toMillis()),
                            "share.renew.acknowledge.enable",
                            "true",
                            "share.delivery.count.limit",
                            Integer.toString(JobRunner.DELIVERY_LIMIT)));
            noticeDeath(admin, group, work.lock());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while setting up share group " + group, e);
        } catch (ExecutionException e) {
            throw new BrokerUnavailableException(
                    "share group %s could not be set up: %s".formatted(group, e.getMessage()), e);
        }
    }

    /**
     * A killed member keeps its partitions until its session ends, with all records on them that nobody has taken yet: no
     * longer than a lock holds one that was taken, if the broker allows a session that short.
     */
    private static void noticeDeath(Admin admin, String group, Duration lock)
            throws InterruptedException, ExecutionException {
        long session = Math.min(lock.toMillis(), DEFAULT_SESSION.toMillis());
        try {
            alter(
                    admin,
                    group,
                    Map.of(
                            "share.session.timeout.ms",
                            Long.toString(session),
                            "share.heartbeat.interval.ms",
                            Long.toString(Math.clamp(session / 3, 500, 5_000))));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)) {
                throw e;
            }
            LOG.info(
                    "what a killed member of {} has not begun waits for up to {}, longer than SPOOLWAY_WORK_LOCK: {}",
                    group,
                    DEFAULT_SESSION,
                    e.getCause().getMessage());
        }
    }

    private static void alter(Admin admin, String group, Map<String, String> settings)
            throws InterruptedException, ExecutionException {
        Collection<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), changes))
                .all()
                .get();
    }

    private static ShareConsumer<String, byte[]> consumer(KafkaConfig kafka, int recordsPerPoll, String group) {
        return new KafkaShareConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                        "explicit",
                        // exactly so many, not whole batches: a batch would be locked behind its slowest record
                        ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                        "record_limit",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        recordsPerPoll)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Takes no new jobs, lets the running ones end for a while, then gives the rest back to the group. */
    @Override
    public void close() {
        backlog.close();
        loops.forEach(ShareConsumerLoop::stop);
        jobs.shutdown();
        try {
            if (!jobs.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                jobs.shutdownNow();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            jobs.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
