package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.RepositoryName;

/** Something that happened, one record for each kind; {@link EventType} lists them with their topics. */
public sealed interface PipelineEvent permits UploadEvent, UploadProgressed, RegistryEvent {
    /** The repository that it happened in. */
    RepositoryName repository();

    /** What happened. */
    @JsonIgnore
    default EventType type() {
        return EventType.of(getClass());
    }

    /** The id of the CloudEvent: two events with one id are the same event. */
    @JsonIgnore
    String id();

    /** The key of the Kafka record: what happened to one and the same thing stays in order. */
    @JsonIgnore
    String key();

    /** The subject of the CloudEvent: what it happened to. */
    @JsonIgnore
    String subject();
}
