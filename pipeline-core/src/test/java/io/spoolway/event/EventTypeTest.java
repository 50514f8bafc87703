package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {
    @Test
    void thereIsOneForEveryEventAndNoOther() {
        assertThat(EventType.values())
                .extracting(type -> (Object) type.dataClass())
                .containsExactlyInAnyOrder(Arrays.stream(PipelineEvent.class.getPermittedSubclasses())
                        .flatMap(kind ->
                                kind.isSealed() ? Arrays.stream(kind.getPermittedSubclasses()) : Stream.of(kind))
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "UPLOAD_STARTED,   spoolway.upload.started",
        "UPLOAD_PROGRESSED, spoolway.upload.progressed",
        "UPLOAD_COMPLETED, spoolway.upload.completed",
        "UPLOAD_CANCELLED, spoolway.upload.cancelled",
        "UPLOAD_EXPIRED,   spoolway.upload.expired",
        "UPLOAD_REJECTED,  spoolway.upload.rejected",
        "UPLOAD_FAILED,    spoolway.upload.failed",
        "BLOB_VERIFIED,    spoolway.blob.verified",
        "BLOB_LINKED,      spoolway.blob.linked",
        "BLOB_MOUNTED,     spoolway.blob.mounted",
        "BLOB_DELETED,     spoolway.blob.deleted",
        "MANIFEST_PUSHED,  spoolway.manifest.pushed",
        "MANIFEST_DELETED, spoolway.manifest.deleted",
        "TAG_DELETED,      spoolway.tag.deleted",
    })
    void itsNameIsThatOfTheTopic(EventType type, String topic) {
        assertThat(type.topic()).isEqualTo(topic);
        assertThat(type.topic()).isEqualTo("spoolway." + type.shortName());
        assertThat(EventType.ofTopic(topic)).hasValue(type);
    }

    @Test
    void topicsAreNotSharedWithEachOtherOrWithDeadLetters() {
        assertThat(Arrays.stream(EventType.values()).map(EventType::topic))
                .doesNotHaveDuplicates()
                .doesNotContain(Topics.DEAD_LETTER);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByTheRecordThatCarriesTheData(EventType type) {
        assertThat(EventType.of(type.dataClass())).isEqualTo(type);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "upload.started", "spoolway.upload.paused", "SPOOLWAY.UPLOAD.STARTED"})
    void anotherTopicHasNone(String topic) {
        assertThat(EventType.ofTopic(topic)).isEmpty();
    }
}
