package io.spoolway.auditor.fold;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Steps as CloudEvents 1.0. They have the id and the type of the event of the pipeline that they tell of, and {@code
 * urn:spoolway:auditor} for their source; a finding has an id and a type made likewise.
 */
public final class AuditEvents {
    private static final URI SOURCE = URI.create("urn:spoolway:auditor");
    private static final JsonFormat FORMAT = new JsonFormat();

    /** Every type of event on {@code spoolway.audit}. How far an upload is, is none: it changes where the upload stands, and nothing more. */
    public static final Set<String> TYPES = Stream.concat(
                    Arrays.stream(EventType.values())
                            .filter(type -> type != EventType.UPLOAD_PROGRESSED)
                            .map(EventType::topic),
                    Stream.of("spoolway." + Step.STALLED))
            .collect(Collectors.toUnmodifiableSet());

    private AuditEvents() {}

    /** @param index of the step in {@link Upload#steps}, from 0 */
    public static CloudEvent of(Upload upload, int index) {
        Step step = upload.steps().get(index);
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(upload.uploadId() + "/" + step.name())
                .withSource(SOURCE)
                .withType("spoolway." + step.name())
                .withSubject(upload.uploadId().toString())
                .withTime(step.time().atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(AuditJson.write(AuditEntry.of(upload, index)))
                .withExtension("spoolwaynode", step.node());
        String subject = step.subject();
        return subject == null
                ? event.build()
                : event.withExtension(EventCodec.SUBJECT, subject).build();
    }

    /** The record on {@code spoolway.audit}: the Kafka protocol binding, binary mode, as on the topics of the pipeline. */
    public static ProducerRecord<String, byte[]> record(Upload upload, int index) {
        return KafkaMessageFactory.<String>createWriter(
                        AuditTopics.AUDIT, upload.uploadId().toString())
                .writeBinary(of(upload, index));
    }

    /**
     * The event in a record of {@code spoolway.audit}.
     *
     * @throws RuntimeException when it is none
     */
    public static CloudEvent read(Headers headers, byte[] value) {
        return KafkaMessageFactory.createReader(headers, value).toEvent();
    }

    /** In the JSON format of CloudEvents, on one line. */
    public static String json(CloudEvent event) {
        return new String(FORMAT.serialize(event), StandardCharsets.UTF_8);
    }
}
