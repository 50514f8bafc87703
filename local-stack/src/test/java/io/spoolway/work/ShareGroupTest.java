package io.spoolway.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.EventType;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.event.Topics;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadFailed;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.KafkaBroker;
import io.spoolway.store.StoreException;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** Jobs on a share group of a real broker: how long they may take, how they fail, and who does them then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShareGroupTest {
    private static final EventType QUEUE = EventType.UPLOAD_COMPLETED;
    private static final int PARTITIONS = 2;
    private static final Duration LOCK = Duration.ofSeconds(2);

    private KafkaBroker broker;
    private KafkaConfig config;
    private KafkaEventPublisher publisher;

    /** One for each test: it sees the records of the others too, and does not mind them. */
    private String group = "";

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    void startBroker() throws IOException {
        broker = KafkaBroker.start(TestStack.temporaryDirectory(), 0);
        config = new KafkaConfig(broker.bootstrapServers(), Map.of(), PARTITIONS, (short) -1);
        try (Admin admin = Admin.create(config.client(Map.of()))) {
            Topics.ensure(admin, config, Topics.ofPipeline());
        }
        publisher = KafkaEventPublisher.connect(config, "test", Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @AfterAll
    void stopBroker() throws IOException {
        publisher.close();
        broker.close();
    }

    @BeforeEach
    void nameGroup(TestInfo test) {
        group = test.getTestMethod().orElseThrow().getName();
        meters = new SimpleMeterRegistry();
    }

    @Test
    void aJobLongerThanItsLockIsRenewedAndRunsOnce() throws Exception {
        UploadId slow = publish();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch hold = new CountDownLatch(1);
        JobHandler handler = only(slow, () -> {
            runs.incrementAndGet();
            hold.await();
        });
        try (ShareGroup one = join(handler, LOCK);
                ShareGroup other = join(handler, LOCK)) {
            Eventually.await().until(() -> runs.get() == 1);
            // two locks and a half run out
            Eventually.await()
                    .pollDelay(LOCK.multipliedBy(5).dividedBy(2))
                    .untilAsserted(() -> assertThat(runs).hasValue(1));
            hold.countDown();
            Eventually.await().until(this::isAllDone);
        }
        assertThat(runs).hasValue(1);
        assertThat(outcomes("accept")).isPositive();
        assertThat(outcomes("release")).isZero();
    }

    @Test
    void aLargeBlobHoldsUpNoSmallOne() throws Exception {
        UploadCompleted large = event(LargeJobs.FROM);
        // on every partition some of these are behind it, if it is there
        List<UploadCompleted> small = Stream.generate(() -> event(LargeJobs.FROM - 1))
                .limit(10L * PARTITIONS)
                .toList();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        Queue<PipelineEvent> done = new ConcurrentLinkedQueue<>();
        JobHandler handler = event -> {
            if (event.equals(large)) {
                begun.countDown();
                hold.await();
            }
            done.add(event);
        };
        try (ShareGroup member = join(handler, new WorkConfig(1, 1, LOCK))) {
            publisher.publish(large);
            begun.await();
            small.forEach(publisher::publish);
            Eventually.await().until(() -> done.containsAll(small));
            assertThat(done).doesNotContain(large);
            hold.countDown();
            Eventually.await().until(() -> done.contains(large));
        }
    }

    @Test
    void aLargeBlobHoldsUpNoOtherAsLongAsAConsumerIsFree() throws Exception {
        List<UploadCompleted> held =
                Stream.generate(() -> event(LargeJobs.FROM)).limit(3).toList();
        UploadCompleted last = event(2 * LargeJobs.FROM);
        CountDownLatch begun = new CountDownLatch(held.size());
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch lastDone = new CountDownLatch(1);
        JobHandler handler = event -> {
            if (held.contains(event)) {
                begun.countDown();
                hold.await();
            } else if (event.equals(last)) {
                lastDone.countDown();
            }
        };
        try (ShareGroup member = join(handler, new WorkConfig(held.size() + 1, 4, LOCK))) {
            held.forEach(publisher::publish);
            begun.await();
            publisher.publish(last);
            lastDone.await();
            hold.countDown();
        }
    }

    @Test
    void aFailingJobIsTriedSomeTimesAndThenTakenOut() throws Exception {
        UploadId failing = publish();
        UploadId behind = publish();
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch behindDone = new CountDownLatch(1);
        JobHandler handler = event -> {
            if (event.key().equals(failing.toString())) {
                attempts.incrementAndGet();
                throw new IllegalStateException("broken for good");
            } else if (event.key().equals(behind.toString())) {
                behindDone.countDown();
            }
        };
        try (ShareGroup member = join(handler, LOCK)) {
            Eventually.await().until(this::isAllDone);
            behindDone.await();
        }

        assertThat(attempts).hasValue(JobRunner.MAX_ATTEMPTS);
        List<PipelineEvent> events = Events.of(broker.bootstrapServers(), failing.toString());
        assertThat(events.getLast()).isInstanceOfSatisfying(UploadFailed.class, failed -> {
            assertThat(failed.step()).isEqualTo("upload.completed");
            assertThat(failed.attempts()).isEqualTo(JobRunner.MAX_ATTEMPTS);
            assertThat(failed.detail()).contains("broken for good");
        });
        ConsumerRecord<String, byte[]> letter = deadLetter(failing.toString());
        assertThat(header(letter, DeadLetters.ORIGINAL_TOPIC)).isEqualTo(QUEUE.topic());
        assertThat(header(letter, DeadLetters.REASON)).contains("broken for good");
        assertThat(letter.value())
                .isEqualTo(Events.records(broker.bootstrapServers(), failing.toString())
                        .getFirst()
                        .value());
    }

    @Test
    void aFailingJobOfAnEventThatIsOfNoUploadIsTakenOutAndEndsNone() throws Exception {
        TagDeleted event = new TagDeleted(
                RegistryEvent.newOccurrence(),
                new RepositoryName("work/tags"),
                new Tag("latest"),
                Registry.sha256(new byte[0]),
                new Client("127.0.0.1", "test"));
        publisher.publish(event);
        JobHandler handler = failing -> {
            throw new IllegalStateException("broken for good");
        };
        try (ShareGroup member = ShareGroup.join(
                config, new WorkConfig(2, 4, LOCK), group, EventType.TAG_DELETED, handler, publisher, meters)) {
            Eventually.await().until(() -> outcomes("reject") == 1);
        }

        assertThat(header(deadLetter("work/tags"), DeadLetters.ORIGINAL_TOPIC)).isEqualTo("spoolway.tag.deleted");
        assertThat(Events.of(broker.bootstrapServers(), "work/tags")).containsExactly(event);
    }

    @Test
    void anUnreadableRecordIsTakenOutAndStopsNothing() throws Exception {
        String key = UploadId.next().toString();
        publisher.send(new ProducerRecord<>(QUEUE.topic(), 0, key, "no event".getBytes(StandardCharsets.UTF_8)));
        UploadCompleted readable = event(0);
        publisher.publish(readable);
        CountDownLatch done = new CountDownLatch(1);
        try (ShareGroup member = join(only(readable.uploadId(), done::countDown), LOCK)) {
            done.await();
            Eventually.await().until(this::isAllDone);
        }

        ConsumerRecord<String, byte[]> letter = deadLetter(key);
        assertThat(header(letter, DeadLetters.ORIGINAL_TOPIC)).isEqualTo(QUEUE.topic());
        assertThat(header(letter, DeadLetters.REASON)).isNotEmpty();
        assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("no event");
    }

    @Test
    void aRecordTooLargeForTheDeadLettersIsTakenOutWithoutItsBytes() throws Exception {
        String key = UploadId.next().toString();
        // small enough for the broker only as long as it is compressed
        Map<String, Object> compressing = Map.of("compression.type", "gzip", "max.request.size", 10_000_000);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config.client(compressing), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(QUEUE.topic(), key, new byte[3_000_000]))
                    .get();
        }
        try (ShareGroup member = join(event -> {}, LOCK)) {
            Eventually.await().until(this::isAllDone);
        }

        ConsumerRecord<String, byte[]> letter = deadLetter(key);
        assertThat(header(letter, DeadLetters.ORIGINAL_TOPIC)).isEqualTo(QUEUE.topic());
        assertThat(header(letter, DeadLetters.REASON)).isNotEmpty();
        assertThat(letter.value()).isNull();
    }

    @Test
    void anErrorIsAFailedAttemptAndIsTold() throws Exception {
        UploadId failing = publish();
        Job job = () -> {
            throw new NoClassDefFoundError("some/Class");
        };
        try (ShareGroup member = join(only(failing, job), LOCK)) {
            Eventually.await().until(this::isAllDone);
        }

        assertThat(Events.of(broker.bootstrapServers(), failing.toString()).getLast())
                .isInstanceOfSatisfying(
                        UploadFailed.class,
                        failed -> assertThat(failed.detail()).contains("some/Class"));
    }

    @Test
    void aPassingFaultIsWaitedOutWithinOneDelivery() throws Exception {
        UploadId id = publish();
        AtomicInteger runs = new AtomicInteger();
        JobHandler handler = only(id, () -> {
            if (runs.incrementAndGet() <= 3) {
                throw new StoreException.Unavailable("away", new IOException("away"));
            }
        });
        try (ShareGroup member = join(handler, LOCK)) {
            Eventually.await().until(() -> runs.get() == 4);
            Eventually.await().until(this::isAllDone);
        }
        assertThat(runs).hasValue(4);
        assertThat(outcomes("release")).isZero();
    }

    @Test
    void aMemberThatLeavesGivesBackWhatItHasNotDone() throws Exception {
        UploadId id = publish();
        // so long that the test would fail if another had to wait for it
        Duration lock = Duration.ofHours(1);
        CountDownLatch begun = new CountDownLatch(1);
        ShareGroup leaving = join(
                only(id, () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                }),
                lock);
        begun.await();
        CountDownLatch done = new CountDownLatch(1);
        try (ShareGroup staying = join(only(id, done::countDown), lock)) {
            leaving.close();
            Eventually.await().until(() -> done.getCount() == 0);
        }
    }

    @Test
    void theGroupNoticesADeadMemberNoLaterThanItsLocksRunOut() throws Exception {
        join(event -> {}, LOCK).close();

        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        try (Admin admin = Admin.create(config.client(Map.of()))) {
            Map<String, String> settings = admin.describeConfigs(List.of(resource)).all().get().values().stream()
                    .flatMap(described -> described.entries().stream())
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
            assertThat(settings).containsEntry("share.session.timeout.ms", "2000");
            assertThat(settings).containsEntry("share.record.lock.duration.ms", "2000");
        }
    }

    @Test
    void theBacklogIsWhatIsNotDone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        UploadId slow = publish();
        Job job = () -> {
            begun.countDown();
            hold.await();
        };
        try (ShareGroup member = join(only(slow, job), LOCK)) {
            begun.await();
            Eventually.await().untilAsserted(() -> assertThat(backlog()).isPositive());
            hold.countDown();
            Eventually.await().untilAsserted(() -> assertThat(backlog()).isZero());
        }
    }

    private double backlog() {
        return meters.get("spoolway.queue.backlog").tag("group", group).gauge().value();
    }

    private ShareGroup join(JobHandler handler, Duration lock) {
        return join(handler, new WorkConfig(2, 4, lock));
    }

    private ShareGroup join(JobHandler handler, WorkConfig work) {
        return ShareGroup.join(config, work, group, QUEUE, handler, publisher, meters);
    }

    private interface Job {
        void run() throws Exception;
    }

    private static JobHandler only(UploadId id, Job job) {
        return event -> {
            if (event.key().equals(id.toString())) {
                job.run();
            }
        };
    }

    private UploadId publish() {
        UploadCompleted event = event(0);
        publisher.publish(event);
        return event.uploadId();
    }

    private static UploadCompleted event(long size) {
        return new UploadCompleted(
                UploadId.next(),
                new RepositoryName("work/share-group"),
                Registry.sha256(new byte[0]),
                size,
                size,
                ChunkList.of(List.of()),
                new Client("127.0.0.1", "test"));
    }

    /** Whether every record of the queue is acknowledged. The group knows nothing of a partition that is still empty. */
    private boolean isAllDone() throws Exception {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(QUEUE.topic(), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(config.client(Map.of()))) {
            var group = admin.listShareGroupOffsets(Map.of(this.group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(this.group)
                    .get();
            return admin.listOffsets(ends).all().get().entrySet().stream().allMatch(end -> {
                SharePartitionOffsetInfo info = group.get(end.getKey());
                return info == null ? end.getValue().offset() == 0 : info.lag().orElse(-1L) == 0;
            });
        }
    }

    /** How many jobs ended so. */
    private long outcomes(String outcome) {
        return meters.find("spoolway.jobs").tag("outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private ConsumerRecord<String, byte[]> deadLetter(String key) {
        return Events.deadLetters(broker.bootstrapServers()).stream()
                .filter(record -> key.equals(record.key()))
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
