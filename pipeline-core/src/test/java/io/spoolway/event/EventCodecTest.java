package io.spoolway.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final UUID OCCURRENCE = UUID.fromString("6f6e13f4-9c7b-4b0e-8b21-3a5d1f0c2e77");
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final Digest DIGEST =
            Digest.parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static final ChunkList CHUNKS = ChunkList.of(List.of(new Chunk(0, 8, "a"), new Chunk(8, 5, "b")));
    private static final Client CLIENT = new Client("192.0.2.7", "crane/0.20 \"quoted\" \u00fcber");
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.123456Z");

    private static final UploadCompleted COMPLETED = new UploadCompleted(ID, REPOSITORY, DIGEST, 13, 8, CHUNKS, CLIENT);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventCodec codec = new EventCodec("ingest-api@host-1");

    static Stream<PipelineEvent> everyEvent() {
        return Stream.of(
                new UploadStarted(ID, REPOSITORY, CLIENT),
                new UploadProgressed(ID, REPOSITORY, 8),
                COMPLETED,
                new UploadCompleted(
                        ID, REPOSITORY, DIGEST, 0, 0, ChunkList.of(List.of()), new Client("2001:db8::7", "")),
                new UploadCompleted(
                        ID, REPOSITORY, DIGEST, 40_008, 40_000, ChunkList.of(ChunkListTest.chunks(5_001)), CLIENT),
                new UploadCancelled(ID, REPOSITORY, 0),
                new UploadExpired(ID, REPOSITORY, 5_497_558_138_880L, Instant.parse("2026-05-01T00:00:00.5Z")),
                new UploadRejected(ID, REPOSITORY, DIGEST, 13, RejectReason.DIGEST_MISMATCH, "they hash to another"),
                new UploadFailed(ID, REPOSITORY, DIGEST, 13, "upload.completed", 5, "java.lang.Error:\n\tat x"),
                new BlobVerified(ID, REPOSITORY, DIGEST, 13, 8, CHUNKS),
                new BlobLinked(ID, REPOSITORY, DIGEST, 13, true),
                new BlobMounted(OCCURRENCE, REPOSITORY, DIGEST, "library/debian", CLIENT),
                new BlobMounted(OCCURRENCE, REPOSITORY, DIGEST, "", CLIENT),
                new BlobDeleted(OCCURRENCE, REPOSITORY, DIGEST, CLIENT),
                new ManifestPushed(
                        OCCURRENCE,
                        REPOSITORY,
                        DIGEST,
                        "application/vnd.oci.image.manifest.v1+json",
                        13,
                        List.of(new Tag("latest"), new Tag("3.22")),
                        "",
                        CLIENT),
                new ManifestPushed(OCCURRENCE, REPOSITORY, DIGEST, "text/x", 1, List.of(), DIGEST.toString(), CLIENT),
                new ManifestDeleted(OCCURRENCE, REPOSITORY, DIGEST, List.of(new Tag("latest")), CLIENT),
                new TagDeleted(OCCURRENCE, REPOSITORY, new Tag("latest"), DIGEST, CLIENT));
    }

    @ParameterizedTest
    @MethodSource("everyEvent")
    void isReadAsItWasWritten(PipelineEvent event) {
        assertThat(EventCodec.decode(delivered(codec.encode(event, Optional.empty(), NOW))))
                .isEqualTo(event);
    }

    @Test
    void eachTypeIsAmongThem() {
        assertThat(everyEvent().map(PipelineEvent::type).distinct()).containsExactlyInAnyOrder(EventType.values());
    }

    @ParameterizedTest
    @MethodSource("everyEvent")
    void goesToTheTopicOfItsTypeWithTheUploadOrTheRepositoryAsKey(PipelineEvent event) {
        ProducerRecord<String, byte[]> record = codec.encode(event, Optional.empty(), NOW);

        assertThat(record.topic()).isEqualTo(event.type().topic());
        assertThat(record.key())
                .isEqualTo(
                        switch (event) {
                            case UploadEvent upload -> ID.toString();
                            case UploadProgressed progress -> ID.toString();
                            case RegistryEvent registry -> REPOSITORY.toString();
                        });
        assertThat(record.partition()).isNull();
    }

    @Test
    void isAPlainCloudEventForWhoeverReadsTheTopic() {
        assertThat(headers(codec.encode(COMPLETED, Optional.empty(), NOW).headers()))
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f/upload.completed",
                        "ce_source", "urn:spoolway:pipeline",
                        "ce_type", "spoolway.upload.completed",
                        "ce_subject", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                        "ce_time", "2026-05-04T03:02:01.123456Z",
                        "ce_spoolwaynode", "ingest-api@host-1",
                        "content-type", "application/json"));
    }

    @Test
    void whatCameOfARequestTellsWhoAsked() {
        Subject subject = new Subject("<b>Jürgen</b> O'Neil");

        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.of(subject), NOW);
        PublishedEvent read = EventCodec.decode(sent.topic(), sent.headers(), sent.value());

        assertThat(headers(sent.headers())).containsEntry("ce_spoolwaysubject", "<b>Jürgen</b> O'Neil");
        assertThat(read.event()).isEqualTo(COMPLETED);
        assertThat(read.subject()).contains(subject);
        assertThat(read.after()).isEmpty();
    }

    @Test
    void aSubjectThatNobodyMayHaveIsRefused() {
        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.empty(), NOW);
        sent.headers().add("ce_spoolwaysubject", "x".repeat(257).getBytes(StandardCharsets.UTF_8));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(sent.topic(), sent.headers(), sent.value()))
                .withMessageContaining("1 to 256 characters");
    }

    @Test
    void whatCameOfWorkTellsOnWhichEventAndHowLongItTook() {
        Work work = new Work(EventType.UPLOAD_COMPLETED, System.nanoTime() - 1_500_000_000L);

        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.of(work), NOW);
        PublishedEvent read = EventCodec.decode(sent.topic(), sent.headers(), sent.value());

        assertThat(read.event()).isEqualTo(COMPLETED);
        assertThat(read.time()).isEqualTo(NOW);
        assertThat(read.node()).isEqualTo("ingest-api@host-1");
        assertThat(read.after()).contains(EventType.UPLOAD_COMPLETED);
        assertThat(read.work()).isBetween(Duration.ofMillis(1_500), Duration.ofMinutes(1));
    }

    @Test
    void whatCameOfNoWorkTellsOfNone() {
        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.empty(), NOW);

        assertThat(EventCodec.decode(sent.topic(), sent.headers(), sent.value()))
                .isEqualTo(new PublishedEvent(
                        COMPLETED, NOW, "ingest-api@host-1", Optional.empty(), Duration.ZERO, Optional.empty()));
    }

    @ParameterizedTest(name = "{0} has subject {1}")
    @MethodSource("registryEvents")
    void tellsWhatAChangeInARepositoryHappenedTo(RegistryEvent event, String subject) {
        assertThat(headers(codec.encode(event, Optional.empty(), NOW).headers()))
                .containsEntry("ce_subject", subject)
                .containsEntry("ce_id", OCCURRENCE + "/" + event.type().shortName());
    }

    static Stream<Arguments> registryEvents() {
        return everyEvent()
                .filter(RegistryEvent.class::isInstance)
                .map(event -> Arguments.of(
                        event, event instanceof TagDeleted ? "library/alpine:latest" : "library/alpine@" + DIGEST));
    }

    @Test
    void refusesAnEventOnTheTopicOfAnother() {
        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.empty(), NOW);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(record("spoolway.blob.verified", sent.headers(), sent.value())))
                .withMessageContaining("spoolway.upload.completed")
                .withMessageContaining("spoolway.blob.verified");
    }

    @Test
    void itsDataIsPlainJson() throws IOException {
        assertThat(JSON.readTree(codec.encode(COMPLETED, Optional.empty(), NOW).value()))
                .isEqualTo(JSON.readTree("""
                {
                  "uploadId": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                  "repository": "library/alpine",
                  "digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                  "size": 13,
                  "sealOffset": 8,
                  "chunks": {
                    "count": 2,
                    "fingerprint": "%s",
                    "items": [
                      {"offset": 0, "size": 8, "etag": "a"},
                      {"offset": 8, "size": 5, "etag": "b"}
                    ]
                  },
                  "client": {"address": "192.0.2.7", "userAgent": "crane/0.20 \\"quoted\\" über"}
                }
                """.formatted(CHUNKS.fingerprint())));
    }

    @Test
    void aStepThatIsDoneAgainIsTheSameEventWhereverAndWheneverItIsDone() {
        Headers first = codec.encode(COMPLETED, Optional.empty(), NOW).headers();
        Headers again = new EventCodec("ingest-api@host-2")
                .encode(COMPLETED, Optional.empty(), NOW.plusSeconds(3_600))
                .headers();

        // source and id together tell one CloudEvent from another
        assertThat(headers(again)).containsEntry("ce_id", header(first, "ce_id"));
        assertThat(headers(again)).containsEntry("ce_source", header(first, "ce_source"));
    }

    @Test
    void theStepsOfAnUploadAreDifferentEvents() {
        assertThat(Arrays.stream(EventType.values()).map(type -> ID + "/" + type.shortName()))
                .containsAll(everyEvent()
                        .filter(UploadEvent.class::isInstance)
                        .map(PipelineEvent::id)
                        .distinct()
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void howFarAnUploadIsIsAnotherEventEachTime() {
        assertThat(new UploadProgressed(ID, REPOSITORY, 8).id()).isEqualTo(ID + "/upload.progressed/8");
        assertThat(new UploadProgressed(ID, REPOSITORY, 8).subject()).isEqualTo(ID.toString());
    }

    @Test
    void anUploadThatReceivedNothingIsNoProgress() {
        ProducerRecord<String, byte[]> sent =
                codec.encode(new UploadProgressed(ID, REPOSITORY, 8), Optional.empty(), NOW);
        byte[] less = new String(sent.value(), StandardCharsets.UTF_8)
                .replace(":8", ":-8")
                .getBytes(StandardCharsets.UTF_8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(sent.topic(), sent.headers(), less))
                .withMessageContaining("-8 bytes");
    }

    @Test
    void theLargestEventFitsWellIntoARecord() {
        ChunkList most = ChunkList.of(IntStream.range(0, ChunkList.MAX_INLINE)
                .mapToObj(i -> new Chunk(i * 67_108_864L, 67_108_864, "0123456789abcdef0123456789abcdef-1"))
                .toList());
        UploadCompleted event = new UploadCompleted(ID, REPOSITORY, DIGEST, 13, 8, most, CLIENT);

        // a broker takes 1 MiB by default
        assertThat(codec.encode(event, Optional.empty(), NOW).value()).hasSizeLessThan(512 << 10);
    }

    @Test
    void takesFieldsAndHeadersThatANewerProducerAdds() throws IOException {
        ConsumerRecord<String, byte[]> record = changed(data -> {
            data.put("priority", 7);
            data.withObject("/client").put("country", "NO");
            data.withArray("/chunks/items").forEach(chunk -> ((ObjectNode) chunk).put("crc32c", "AAAAAA=="));
        });
        record.headers()
                .add("ce_traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8));
        record.headers().add("spoolway-original-topic", "spoolway.upload.completed".getBytes(UTF_8));

        assertThat(EventCodec.decode(record)).isEqualTo(COMPLETED);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"uploadId", "repository", "digest", "size", "sealOffset", "chunks", "client"})
    void refusesDataThatLacksAFieldAndNamesIt(String field) throws IOException {
        ConsumerRecord<String, byte[]> missing = changed(data -> data.remove(field));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(missing))
                .withMessageContaining(field);

        ConsumerRecord<String, byte[]> isNull = changed(data -> data.putNull(field));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(isNull))
                .withMessageContaining(field);
    }

    static Stream<Arguments> refusesDataThatIsNotWhatItShouldBe() {
        return Stream.of(
                argumentSet("no JSON", "}{", "not an event of the pipeline"),
                argumentSet("cut off", "{\"uploadId\": \"017f22e2", "not an event of the pipeline"),
                argumentSet("null", "null", "without data"),
                argumentSet("a list", "[]", "not an event of the pipeline"),
                argumentSet("a text", "\"upload\"", "not an event of the pipeline"),
                argumentSet("nothing in it", "{}", "uploadId"),
                argumentSet("not an id", completedWith("uploadId", "\"1\""), "is no upload id"),
                argumentSet("an empty id", completedWith("uploadId", "\"\""), "uploadId"),
                argumentSet("not a name", completedWith("repository", "\"NOT A NAME\""), "is not valid"),
                argumentSet("not a digest", completedWith("digest", "\"sha256:0\""), "lower-case hexadecimal digits"),
                argumentSet("an object for a digest", completedWith("digest", "{}"), "digest"),
                argumentSet("a text for a size", completedWith("size", "\"many\""), "many"),
                argumentSet(
                        "a chunk without a byte",
                        completedWith(
                                "chunks",
                                "{\"count\":1,\"fingerprint\":\"" + DIGEST
                                        + "\",\"items\":[{\"offset\":0,\"size\":0,\"etag\":\"a\"}]}"),
                        "no chunk has offset 0 and size 0"),
                argumentSet(
                        "another number of chunks",
                        completedWith(
                                "chunks",
                                "{\"count\":2,\"fingerprint\":\"" + DIGEST
                                        + "\",\"items\":[{\"offset\":0,\"size\":1,\"etag\":\"a\"}]}"),
                        "1 chunks are listed"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesDataThatIsNotWhatItShouldBe(String data, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(
                        record(codec.encode(COMPLETED, Optional.empty(), NOW).headers(), data.getBytes(UTF_8))))
                .withMessageContaining(reason);
    }

    @Test
    void refusesATimeThatIsNone() {
        UploadExpired expired = new UploadExpired(ID, REPOSITORY, 13, NOW);
        byte[] data = "{\"uploadId\":\"%s\",\"repository\":\"%s\",\"size\":13,\"lastProgress\":\"yesterday\"}"
                .formatted(ID, REPOSITORY)
                .getBytes(UTF_8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(record(
                        "spoolway.upload.expired",
                        codec.encode(expired, Optional.empty(), NOW).headers(),
                        data)))
                .withMessageContaining("yesterday");
    }

    static Stream<Arguments> refusesARecordThatIsNoCloudEventOfThePipeline() {
        return Stream.of(
                argumentSet("no headers", record(new RecordHeaders(), "{}".getBytes(UTF_8))),
                argumentSet("no version", withHeaders(headers -> headers.remove("ce_specversion"))),
                argumentSet("another version", withHeaders(headers -> replace(headers, "ce_specversion", "7.5"))),
                argumentSet("no id", withHeaders(headers -> headers.remove("ce_id"))),
                argumentSet("no source", withHeaders(headers -> headers.remove("ce_source"))),
                argumentSet("a source that is no URI", withHeaders(headers -> replace(headers, "ce_source", ":/ x"))),
                argumentSet("no type", withHeaders(headers -> headers.remove("ce_type"))),
                argumentSet(
                        "a type of others",
                        withHeaders(headers -> replace(headers, "ce_type", "com.example.happened"))),
                argumentSet("a time that is none", withHeaders(headers -> replace(headers, "ce_time", "noon"))),
                argumentSet("an id without a value", withHeaders(headers -> {
                    headers.remove("ce_id");
                    headers.add("ce_id", (byte[]) null);
                })),
                argumentSet(
                        "the structured mode",
                        record(
                                new RecordHeaders().add("content-type", "application/cloudevents+json".getBytes(UTF_8)),
                                "{}".getBytes(UTF_8))),
                argumentSet(
                        "no value",
                        record(
                                new EventCodec("n")
                                        .encode(COMPLETED, Optional.empty(), NOW)
                                        .headers(),
                                null)),
                argumentSet("nothing at all", record(new RecordHeaders(), null)));
    }

    @ParameterizedTest
    @MethodSource
    void refusesARecordThatIsNoCloudEventOfThePipeline(ConsumerRecord<String, byte[]> record) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(record))
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
    }

    /** What a consumer gets when this record was sent. */
    private static ConsumerRecord<String, byte[]> delivered(ProducerRecord<String, byte[]> sent) {
        return record(sent.topic(), sent.headers(), sent.value());
    }

    private static ConsumerRecord<String, byte[]> record(Headers headers, byte @Nullable [] value) {
        return record("spoolway.upload.completed", headers, value);
    }

    private static ConsumerRecord<String, byte[]> record(String topic, Headers headers, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                topic,
                3,
                42,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                36,
                value == null ? -1 : value.length,
                ID.toString(),
                value,
                headers,
                Optional.empty());
    }

    private static ConsumerRecord<String, byte[]> withHeaders(Consumer<Headers> change) {
        ProducerRecord<String, byte[]> sent = new EventCodec("n").encode(COMPLETED, Optional.empty(), NOW);
        change.accept(sent.headers());
        return delivered(sent);
    }

    private static void replace(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }

    private ConsumerRecord<String, byte[]> changed(Consumer<ObjectNode> change) throws IOException {
        ProducerRecord<String, byte[]> sent = codec.encode(COMPLETED, Optional.empty(), NOW);
        ObjectNode data = (ObjectNode) JSON.readTree(sent.value());
        change.accept(data);
        return record(sent.headers(), JSON.writeValueAsBytes(data));
    }

    /** The data of a completed upload with another value in one field. */
    private static String completedWith(String field, String value) {
        try {
            ObjectNode data = (ObjectNode) JSON.readTree(
                    new EventCodec("n").encode(COMPLETED, Optional.empty(), NOW).value());
            data.set(field, JSON.readTree(value));
            return data.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> texts = new HashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), UTF_8)));
        return texts;
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
