package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * Something that happened to an upload. One record for each step; {@link EventType} lists them with their topics.
 *
 * <p>A step that is done again, because its first acknowledgement was lost, yields the same {@link #id()}.
 */
public sealed interface PipelineEvent
        permits UploadStarted,
                UploadCompleted,
                UploadCancelled,
                UploadExpired,
                UploadRejected,
                UploadFailed,
                BlobVerified,
                BlobLinked {
    /** The upload it happened to: the key of the Kafka record and the subject of the CloudEvent. */
    UploadId uploadId();

    /** The repository that the upload was pushed to. */
    RepositoryName repository();

    /** What happened. */
    @JsonIgnore
    default EventType type() {
        return EventType.of(getClass());
    }

    /** The id of the CloudEvent: the upload and the step. */
    @JsonIgnore
    default String id() {
        return uploadId() + "/" + type().shortName();
    }
}
