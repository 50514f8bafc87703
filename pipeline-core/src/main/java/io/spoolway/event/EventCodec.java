package io.spoolway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Events as Kafka records: CloudEvents 1.0 in the Kafka protocol binding, binary mode (section 3.2), data in JSON.
 *
 * <p>The source is the same for all nodes, since source and id together tell one event from another and a step that
 * another node does again is the same event. The node that published stands in the extension {@code spoolwaynode}. What came
 * of work on a queue has two more: {@code spoolwayafter}, the event that was worked on, and {@code spoolwayworkms}, how long
 * that took, in milliseconds. What came of a request of somebody who was authenticated has {@code spoolwaysubject}, who that was.
 */
public final class EventCodec {
    private static final URI SOURCE = URI.create("urn:spoolway:pipeline");
    private static final String NODE = "spoolwaynode";
    private static final String AFTER = "spoolwayafter";
    private static final String WORK_MILLIS = "spoolwayworkms";
    /** The extension that says who asked, whom a proxy has authenticated. */
    public static final String SUBJECT = "spoolwaysubject";

    private static final int EARLIEST_YEAR = 1970;
    private static final int LATEST_YEAR = 9999;
    static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule("spoolway")
                    .addSerializer(UploadId.class, ToStringSerializer.instance)
                    .addSerializer(RepositoryName.class, ToStringSerializer.instance)
                    .addSerializer(Digest.class, ToStringSerializer.instance)
                    .addSerializer(Tag.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(UploadId.class, new Parsed<>(UploadId.class, UploadId::parse))
                    .addDeserializer(RepositoryName.class, new Parsed<>(RepositoryName.class, RepositoryName::new))
                    .addDeserializer(Digest.class, new Parsed<>(Digest.class, Digest::parse))
                    .addDeserializer(Tag.class, new Parsed<>(Tag.class, Tag::new))
                    .addDeserializer(Instant.class, new Parsed<>(Instant.class, Instant::parse)))
            // a newer producer may add fields
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final String node;

    /** @param node the name of this process among its like, as events tell it */
    public EventCodec(String node) {
        this.node = node;
    }

    /** How events are written as JSON; identifiers and times are texts. What is missing, or null, is refused. */
    public static JsonMapper json() {
        return JSON;
    }

    /** The record for an event that happens now. */
    public ProducerRecord<String, byte[]> encode(PipelineEvent event, Optional<? extends Cause> cause, Instant now) {
        CloudEventBuilder cloudEvent = CloudEventBuilder.v1()
                .withId(event.id())
                .withSource(SOURCE)
                .withType(event.type().topic())
                .withSubject(event.subject())
                .withTime(now.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(json(event))
                .withExtension(NODE, node);
        switch (cause.orElse(null)) {
            case null -> {}
            case Work work ->
                cloudEvent
                        .withExtension(AFTER, work.on().shortName())
                        .withExtension(WORK_MILLIS, Math.toIntExact(work.took().toMillis()));
            case Subject subject -> cloudEvent.withExtension(SUBJECT, subject.name());
        }
        return KafkaMessageFactory.<String>createWriter(event.type().topic(), event.key())
                .writeBinary(cloudEvent.build());
    }

    /**
     * The event in a record.
     *
     * @throws IllegalArgumentException when it is none, or is not of the kind that belongs on the topic, with the reason
     */
    public static PipelineEvent decode(ConsumerRecord<?, byte[]> record) {
        return decode(record.topic(), record.headers(), record.value()).event();
    }

    /**
     * The event in a record of a topic, with its envelope.
     *
     * @param value null when the record has none
     * @throws IllegalArgumentException when it is none, or is not of the kind that belongs on the topic, with the reason
     */
    public static PublishedEvent decode(String topic, Headers headers, byte @Nullable [] value) {
        try {
            CloudEvent cloudEvent =
                    KafkaMessageFactory.createReader(headers, value).toEvent();
            EventType type = EventType.ofTopic(cloudEvent.getType())
                    .orElseThrow(() -> new IllegalArgumentException("unknown event type " + cloudEvent.getType()));
            if (!type.topic().equals(topic)) {
                throw new IllegalArgumentException(
                        "a %s event does not belong on topic %s".formatted(type.topic(), topic));
            }
            CloudEventData data = cloudEvent.getData();
            PipelineEvent event = data == null ? null : JSON.readValue(data.toBytes(), type.dataClass());
            if (event == null) {
                throw new IllegalArgumentException("a " + cloudEvent.getType() + " event without data");
            }
            OffsetDateTime time = cloudEvent.getTime();
            if (time == null || time.getYear() < EARLIEST_YEAR || time.getYear() > LATEST_YEAR) {
                throw new IllegalArgumentException(
                        "a %s event without a time that can be: %s".formatted(cloudEvent.getType(), time));
            }
            return new PublishedEvent(
                    event,
                    time.toInstant(),
                    extension(cloudEvent, NODE).orElse(""),
                    extension(cloudEvent, AFTER).flatMap(EventType::ofShortName),
                    Duration.ofMillis(extension(cloudEvent, WORK_MILLIS)
                            .map(Long::parseLong)
                            .orElse(0L)),
                    extension(cloudEvent, SUBJECT).map(Subject::new));
        } catch (IllegalArgumentException e) {
            throw e;
            // whatever the bytes make the readers of CloudEvents and JSON throw
        } catch (RuntimeException | IOException e) {
            throw new IllegalArgumentException("not an event of the pipeline: " + e, e);
        }
    }

    private static Optional<String> extension(CloudEvent event, String name) {
        return Optional.ofNullable(event.getExtension(name)).map(Object::toString);
    }

    private static byte[] json(PipelineEvent event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a value that has one spelling as text. */
    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private final transient Function<String, T> parser;

        Parsed(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        protected T _deserialize(String value, com.fasterxml.jackson.databind.DeserializationContext context) {
            return parser.apply(value);
        }
    }
}
