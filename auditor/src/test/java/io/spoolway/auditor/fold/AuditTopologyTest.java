package io.spoolway.auditor.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.event.Cause;
import io.spoolway.event.Client;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.event.UploadProgressed;
import io.spoolway.event.Work;
import io.spoolway.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology, without a broker: events in, records and state out. */
class AuditTopologyTest {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration STALLED_AFTER = Duration.ofMinutes(10);

    private final Instant now = Instant.now();
    private final UploadEvents upload = UploadEvents.of(now);
    private final EventCodec codec = new EventCodec("node-1");
    private TopologyTestDriver driver;
    private TestOutputTopic<String, byte[]> audit;
    private TestOutputTopic<String, byte[]> status;
    private TestOutputTopic<String, byte[]> deadLetters;

    @BeforeEach
    void start(@TempDir Path state) {
        Properties properties = new Properties();
        properties.put("application.id", "test");
        properties.put("bootstrap.servers", "unused:1");
        properties.put("state.dir", state.toString());
        driver = new TopologyTestDriver(
                AuditTopology.build(new FoldConfig(RETENTION, HOLD, STALLED_AFTER)), properties, now);
        audit = output(AuditTopics.AUDIT);
        status = output(AuditTopics.UPLOAD_STATUS);
        deadLetters = output(AuditTopics.DEAD_LETTER);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void read(PublishedEvent event) {
        Optional<? extends Cause> cause = event.subject().isPresent()
                ? event.subject()
                : event.after()
                        .map(on -> new Work(on, System.nanoTime() - event.work().toNanos()));
        read(codec.encode(event.event(), cause, event.time()));
    }

    private void read(ProducerRecord<String, byte[]> record) {
        driver.createInputTopic(record.topic(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), now));
    }

    private List<CloudEvent> audited() {
        return audit.readRecordsToList().stream()
                .map(record -> AuditEvents.read(record.getHeaders(), record.getValue()))
                .toList();
    }

    private static List<String> ids(List<CloudEvent> events) {
        return events.stream().map(CloudEvent::getId).toList();
    }

    private List<String> idsOf(UploadEvents upload, String... steps) {
        return Stream.of(steps).map(step -> upload.id() + "/" + step).toList();
    }

    private UploadStatus lastStatus() {
        return AuditJson.read(
                Objects.requireNonNull(status.readRecordsToList().getLast().getValue()), UploadStatus.class);
    }

    @Test
    void tellsEachStepOnceAndInOrderWhateverIsReadAndHowOften() {
        List<PublishedEvent> events = new java.util.ArrayList<>();
        IntStream.range(0, 3).forEach(i -> events.addAll(upload.all()));
        Collections.shuffle(events, new Random(7));

        events.forEach(this::read);

        assertThat(ids(audited()))
                .isEqualTo(idsOf(upload, "upload.started", "upload.completed", "blob.verified", "blob.linked"));
    }

    @Test
    void tellsWhoAskedInTheEnvelopeAndWhoPushesInTheData() throws IOException {
        read(UploadEvents.by("alice", upload.started()));
        read(UploadEvents.by("<script>", upload.completed()));
        read(upload.verified());

        List<CloudEvent> audited = audited();
        assertThat(audited)
                .extracting(event -> event.getExtension("spoolwaysubject"))
                .containsExactly("alice", "<script>", null);
        for (CloudEvent event : audited) {
            assertThat(AuditJson.read(Objects.requireNonNull(event.getData()).toBytes(), AuditEntry.class)
                            .subject())
                    .isEqualTo("alice");
        }
        assertThat(lastStatus().subject()).isEqualTo("alice");
    }

    @Test
    void howFarAnUploadIsChangesItsStatusAndNothingElse() {
        read(upload.started());
        read(progressed(16, 4));
        read(progressed(8, 2));

        assertThat(lastStatus())
                .satisfies(status -> assertThat(status.received()).isEqualTo(16))
                .satisfies(status -> assertThat(status.state()).isEqualTo(UploadState.SPOOLING));
        read(progressed(16, 4));
        assertThat(status.isEmpty()).as("nothing new").isTrue();

        read(upload.completed());
        read(progressed(24, 6));
        assertThat(status.readRecordsToList())
                .hasSize(1)
                .allSatisfy(record -> assertThat(
                                AuditJson.read(Objects.requireNonNull(record.getValue()), UploadStatus.class)
                                        .received())
                        .isNull());
        assertThat(ids(audited())).isEqualTo(idsOf(upload, "upload.started", "upload.completed"));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    private PublishedEvent progressed(long received, long seconds) {
        return new PublishedEvent(
                new UploadProgressed(upload.id(), UploadEvents.REPOSITORY, received),
                upload.id().startedAt().plusSeconds(seconds),
                "node-1",
                Optional.empty(),
                Duration.ZERO,
                Optional.empty());
    }

    @Test
    void aStepIsAPlainCloudEventOfTheUpload() throws IOException {
        upload.all().forEach(this::read);

        CloudEvent verified = audited().get(2);
        assertThat(verified.getType()).isEqualTo("spoolway.blob.verified");
        assertThat(verified.getSource()).hasToString("urn:spoolway:auditor");
        assertThat(verified.getSubject()).isEqualTo(upload.id().toString());
        assertThat(verified.getExtension("spoolwaynode")).isEqualTo("node-1");
        JsonNode data = AuditJson.MAPPER.readTree(
                Objects.requireNonNull(verified.getData()).toBytes());
        assertThat(data.get("sequence").asInt()).isEqualTo(3);
        assertThat(data.get("repository").asText()).isEqualTo("library/alpine");
        assertThat(data.get("digest").asText()).isEqualTo(UploadEvents.DIGEST.toString());
        assertThat(data.get("size").asLong()).isEqualTo(UploadEvents.SIZE);
        assertThat(data.at("/client/address").asText()).isEqualTo("192.0.2.7");
        assertThat(data.get("after").asText()).isEqualTo("upload.completed");
        assertThat(data.get("workMillis").asLong()).isBetween(100L, 299L);
        assertThat(data.get("queueMillis").asLong() + data.get("workMillis").asLong())
                .isEqualTo(300);
    }

    @Test
    void theStatusFollowsTheUpload() {
        read(upload.started());
        assertThat(lastStatus().state()).isEqualTo(UploadState.SPOOLING);
        read(upload.completed());
        assertThat(lastStatus().state()).isEqualTo(UploadState.VERIFYING);
        read(upload.rejected(EventType.UPLOAD_COMPLETED));

        UploadStatus ended = lastStatus();
        assertThat(ended.state()).isEqualTo(UploadState.REJECTED);
        assertThat(ended.reason()).isEqualTo("they hash to another");
        assertThat(ended.ended()).isEqualTo(now.plus(UploadEvents.LINKED));
    }

    @Test
    void aStalledUploadIsFoundByTheClockOnce() {
        read(upload.started());
        read(upload.completed());
        audited();

        driver.advanceWallClockTime(STALLED_AFTER.plusMinutes(1));
        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(ids(audited())).isEqualTo(idsOf(upload, "upload.stalled"));
        assertThat(lastStatus().stalled()).isTrue();
    }

    @Test
    void anUploadThatIsLinkedInTimeIsNeverFoundToBeStalled() {
        upload.all().forEach(this::read);
        audited();

        driver.advanceWallClockTime(STALLED_AFTER.multipliedBy(3));

        assertThat(audited()).isEmpty();
    }

    @Test
    void behindABacklogTheClockFindsNothing() {
        UploadEvents yesterday = UploadEvents.of(now.minus(Duration.ofDays(1)));
        read(yesterday.started());
        read(yesterday.completed());

        driver.advanceWallClockTime(Duration.ofSeconds(7));
        read(yesterday.verified());
        read(yesterday.linked());

        assertThat(ids(audited()))
                .isEqualTo(idsOf(yesterday, "upload.started", "upload.completed", "blob.verified", "blob.linked"));
    }

    @Test
    void aStepWhoseStepBeforeNeverComesIsToldAfterAWhileAndSaysSo() throws IOException {
        read(upload.started());
        read(upload.verified());
        assertThat(ids(audited())).isEqualTo(idsOf(upload, "upload.started"));

        driver.advanceWallClockTime(HOLD.plusSeconds(6));

        List<CloudEvent> told = audited();
        assertThat(ids(told)).isEqualTo(idsOf(upload, "blob.verified"));
        assertThat(AuditJson.MAPPER
                        .readTree(Objects.requireNonNull(told.getFirst().getData())
                                .toBytes())
                        .get("gap")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whatIsNoEventGoesToATopicOfItsOwnWithTheReasonAndStopsNothing() {
        String topic = EventType.UPLOAD_COMPLETED.topic();
        ProducerRecord<String, byte[]> good = codec.encode(upload.completed().event(), Optional.empty(), now);
        read(new ProducerRecord<>(topic, "k", "no event at all".getBytes(UTF_8)));
        read(new ProducerRecord<>(topic, null, "another upload's key", good.value(), good.headers()));
        read(new ProducerRecord<>(EventType.TAG_DELETED.topic(), "r", new byte[0]));
        upload.all().forEach(this::read);

        assertThat(audited()).hasSize(4);
        List<TestRecord<String, byte[]>> dead = deadLetters.readRecordsToList();
        assertThat(dead).hasSize(3);
        assertThat(dead.getFirst().getValue()).isEqualTo("no event at all".getBytes(UTF_8));
        assertThat(dead).allSatisfy(record -> {
            assertThat(text(record, "spoolway-original-topic")).startsWith("spoolway.");
            assertThat(text(record, "spoolway-reason")).isNotEmpty();
        });
        assertThat(text(dead.get(1), "spoolway-reason")).contains("the key of the record is another upload's key");
    }

    @Test
    void timesThatCannotBeStopNothing() {
        UploadEvents early = UploadEvents.of(now);
        read(codec.encode(early.started().event(), Optional.empty(), Instant.parse("0001-01-01T00:00:00Z")));
        UploadEvents late = UploadEvents.of(now);
        read(codec.encode(late.started().event(), Optional.empty(), now.plus(Duration.ofDays(9_000))));
        upload.all().forEach(this::read);

        assertThat(deadLetters.readRecordsToList()).hasSize(1);
        List<TestRecord<String, byte[]>> told = audit.readRecordsToList();
        assertThat(told).hasSize(5);
        // the broker would refuse it
        assertThat(told).allSatisfy(record -> assertThat(record.getRecordTime()).isBeforeOrEqualTo(now));
    }

    @Test
    void bytesThatBreakTheReadersStopNothing() {
        String topic = EventType.BLOB_LINKED.topic();
        RecordHeaders structured = new RecordHeaders();
        structured.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
        read(new ProducerRecord<>(topic, null, "k", "{broken".getBytes(UTF_8), structured));
        RecordHeaders nothing = new RecordHeaders();
        nothing.add("content-type", null);
        read(new ProducerRecord<>(topic, null, "k", "{}".getBytes(UTF_8), nothing));
        read(new ProducerRecord<>(topic, null, "k", null, nothing));
        upload.all().forEach(this::read);

        assertThat(deadLetters.readRecordsToList()).hasSize(3);
        assertThat(audited()).hasSize(4);
    }

    @Test
    void whatIsTooLargeStopsNothingAndIsToldWithoutItsBytesIfNoTopicTakesThem() {
        String topic = EventType.BLOB_LINKED.topic();
        read(new ProducerRecord<>(topic, null, "large", new byte[2 << 20]));
        read(new ProducerRecord<>(EventType.TAG_DELETED.topic(), null, "huge", new byte[5 << 20]));
        upload.all().forEach(this::read);

        List<TestRecord<String, byte[]>> dead = deadLetters.readRecordsToList();
        assertThat(dead)
                .extracting(record -> record.getValue() == null ? 0 : record.getValue().length)
                .containsExactly(2 << 20, 0);
        assertThat(dead)
                .allSatisfy(
                        record -> assertThat(text(record, "spoolway-reason")).contains("no event has more than"));
        assertThat(audited()).hasSize(4);
    }

    @Test
    void whatHasNoTimestampIsReadAfterWhatWasReadBefore() {
        assertThat(AuditTopology.timestamp(record(7), 5)).isEqualTo(7);
        assertThat(AuditTopology.timestamp(record(-1), 5)).isEqualTo(5);
        assertThat(AuditTopology.timestamp(record(-1), -1)).isZero();
    }

    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }

    private static String text(TestRecord<String, byte[]> record, String header) {
        Header found = new RecordHeaders(record.getHeaders()).lastHeader(header);
        return found == null ? "" : new String(found.value(), UTF_8);
    }

    @Test
    void changesInRepositoriesArePassedOnAsTheyAre() {
        TagDeleted deleted = new TagDeleted(
                UUID.randomUUID(),
                UploadEvents.REPOSITORY,
                new Tag("latest"),
                UploadEvents.DIGEST,
                new Client("192.0.2.7", "curl/8"));

        read(codec.encode(deleted, Optional.empty(), now));

        CloudEvent told = audited().getFirst();
        assertThat(told.getId()).isEqualTo(deleted.id());
        assertThat(told.getType()).isEqualTo("spoolway.tag.deleted");
        assertThat(told.getSubject()).isEqualTo("library/alpine:latest");
    }

    @Test
    void countsStepsBytesAndLatenciesByRepositoryAndMinute() {
        upload.all().forEach(this::read);
        UploadEvents other = UploadEvents.of(now);
        read(other.started());
        read(other.completed());
        read(other.rejected(EventType.UPLOAD_COMPLETED));

        KeyValueStore<String, Activity> totals = driver.getKeyValueStore(StateStores.TOTALS);
        for (String repository : List.of("library/alpine", StateStores.ALL)) {
            Activity total = totals.get(repository);
            assertThat(total.count("upload.started")).isEqualTo(2);
            assertThat(total.count("blob.linked")).isEqualTo(1);
            assertThat(total.count("upload.rejected")).isEqualTo(1);
            assertThat(total.bytes()).isEqualTo(UploadEvents.SIZE);
        }
        KeyValueStore<String, Activity> windows = driver.getKeyValueStore(StateStores.WINDOWS);
        Activity minute = windows.get(StateStores.windowKey(now.plus(UploadEvents.LINKED), "library/alpine"));
        assertThat(minute.latencies().histogram().getTotalCount()).isEqualTo(1);
        assertThat(minute.latencies().histogram().getMaxValue()).isBetween(490L, 510L);
    }

    @Test
    void whatHasEndedLeavesTheStateAfterItsRetentionAndWhatHasNotStays() {
        upload.all().forEach(this::read);
        UploadEvents unfinished = UploadEvents.of(now);
        read(unfinished.started());
        read(unfinished.completed());
        KeyValueStore<String, Upload> uploads = driver.getKeyValueStore(StateStores.UPLOADS);
        status.readRecordsToList();

        driver.advanceWallClockTime(RETENTION.minusMinutes(5));
        assertThat(uploads.get(upload.id().toString())).isNotNull();
        driver.advanceWallClockTime(Duration.ofMinutes(10));

        assertThat(uploads.get(upload.id().toString())).isNull();
        assertThat(uploads.get(unfinished.id().toString())).isNotNull();
        assertThat(status.readRecordsToList()).anySatisfy(record -> {
            assertThat(record.key()).isEqualTo(upload.id().toString());
            assertThat(record.value()).isNull();
        });
        assertThat(driver.<String, Activity>getKeyValueStore(StateStores.WINDOWS)
                        .all())
                .isExhausted();
    }

    @Test
    void behindABacklogNothingLeavesTheStateOfWhichMoreIsToBeRead() {
        UploadEvents longAgo = UploadEvents.of(now.minus(RETENTION.multipliedBy(2)));
        longAgo.all().forEach(this::read);

        driver.advanceWallClockTime(Duration.ofSeconds(7));
        longAgo.all().forEach(this::read);

        assertThat(audited()).hasSize(4);
        driver.advanceWallClockTime(Duration.ofSeconds(20));
        assertThat(driver.<String, Upload>getKeyValueStore(StateStores.UPLOADS)
                        .get(longAgo.id().toString()))
                .isNull();
    }

    @Test
    void aTaskThatGoesOnAfterAFailureIsNotLookedOnByWhatItKnewBefore() {
        MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        for (String name : List.of(StateStores.UPLOADS, StateStores.OPEN, StateStores.WINDOWS, StateStores.TOTALS)) {
            StateStore store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
        }
        Processor<String, byte[], String, byte[]> processor = AuditTopology.processor(
                made -> new UploadProcessor(new FoldConfig(RETENTION, HOLD, STALLED_AFTER), made));

        processor.init(context);
        processor.close();
        processor.init(context);

        assertThat(context.scheduledPunctuators())
                .extracting(CapturedPunctuator::cancelled)
                .containsExactly(true, false);
    }

    @Test
    void onlyWhatHasNotEndedIsLookedAtFromTimeToTime() {
        upload.all().forEach(this::read);
        UploadEvents unfinished = UploadEvents.of(now);
        read(unfinished.started());

        KeyValueStore<String, OpenUpload> open = driver.getKeyValueStore(StateStores.OPEN);
        assertThat(open.get(upload.id().toString())).isNull();
        assertThat(open.get(unfinished.id().toString())).isNotNull();
    }
}
