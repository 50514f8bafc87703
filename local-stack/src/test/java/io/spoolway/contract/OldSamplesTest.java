package io.spoolway.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.fold.AuditEntry;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.Subject;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether what older versions wrote, and topics still hold, can be read. */
class OldSamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Sample> samples() throws IOException {
        return Sample.all();
    }

    static Stream<Sample> ofThePipeline() throws IOException {
        return Sample.all().filter(sample -> EventType.ofTopic(sample.topic()).isPresent());
    }

    static Stream<Sample> ofTheAuditor() throws IOException {
        return Sample.all().filter(sample -> EventType.ofTopic(sample.topic()).isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofThePipeline")
    void nothingOfARecordIsLost(Sample sample) throws IOException {
        PublishedEvent read = EventCodec.decode(sample.topic(), sample.recordHeaders(), sample.value());

        assertThat(read.event().key()).isEqualTo(sample.key());
        assertThat(read.event().id()).isEqualTo(sample.headers().get("ce_id"));
        assertThat(read.event().subject()).isEqualTo(sample.headers().get("ce_subject"));
        assertThat(read.time()).isEqualTo(Instant.parse(sample.headers().get("ce_time")));
        assertThat(read.node()).isEqualTo(sample.headers().get("ce_spoolwaynode"));
        assertThat(read.after().map(EventType::shortName))
                .isEqualTo(java.util.Optional.ofNullable(sample.headers().get("ce_spoolwayafter")));
        assertThat(read.work().toMillis())
                .isEqualTo(Long.parseLong(sample.headers().getOrDefault("ce_spoolwayworkms", "0")));
        assertThat(read.subject().map(Subject::name))
                .isEqualTo(java.util.Optional.ofNullable(sample.headers().get("ce_spoolwaysubject")));
        assertThat(asJson(read.event())).isEqualTo(sample.data());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofTheAuditor")
    void nothingOfWhatTheAuditorToldIsLost(Sample sample) throws IOException {
        if (sample.topic().equals(AuditTopics.UPLOAD_STATUS)) {
            assertThat(asJson(AuditJson.read(sample.value(), UploadStatus.class)))
                    .isEqualTo(sample.data());
            return;
        }
        CloudEvent event = AuditEvents.read(sample.recordHeaders(), sample.value());

        assertThat(event.getId()).isEqualTo(sample.headers().get("ce_id"));
        assertThat(event.getSubject()).isEqualTo(sample.key());
        assertThat(requireNonNull(event.getTime()).toInstant())
                .isEqualTo(Instant.parse(sample.headers().get("ce_time")));
        assertThat(asJson(AuditJson.read(requireNonNull(event.getData()).toBytes(), AuditEntry.class)))
                .isEqualTo(sample.data());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void itIsWhatIsWrittenDown(Sample sample) throws IOException {
        assertThat(AsyncApi.read().problems(sample.topic(), sample.key(), sample.headers(), sample.value()))
                .isEmpty();
    }

    @Test
    void thereIsOneOfEachKind() throws IOException {
        assertThat(Sample.all().map(Sample::topic))
                .containsAll(
                        Arrays.stream(EventType.values()).map(EventType::topic).toList())
                .contains(AuditTopics.AUDIT, AuditTopics.UPLOAD_STATUS);
    }

    @Test
    void noneWasEditedOrDeleted() throws IOException {
        List<String> sums = Sample.all()
                .map(sample -> "%s  %s".formatted(sha256(sample).hex(), sample))
                .toList();

        assertThat(Files.readAllLines(Sample.DIRECTORY.resolve("SHA256SUMS")))
                .as("add a sample instead, and a line for it")
                .containsExactlyInAnyOrderElementsOf(sums);
    }

    private static Digest sha256(Sample sample) {
        try {
            return Registry.sha256(Files.readAllBytes(sample.file()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode asJson(Object data) throws IOException {
        return JSON.readTree(AuditJson.write(data));
    }
}
