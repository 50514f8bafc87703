package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.spool.UploadId;

/**
 * Something that happened to an upload: a step of the pipeline.
 *
 * <p>A step that is done again, because its first acknowledgement was lost, yields the same {@link #id()}.
 */
public sealed interface UploadEvent extends PipelineEvent
        permits UploadStarted,
                UploadCompleted,
                UploadCancelled,
                UploadExpired,
                UploadRejected,
                UploadFailed,
                BlobVerified,
                BlobLinked {
    /** The upload it happened to. */
    UploadId uploadId();

    /** The upload and the step. */
    @Override
    @JsonIgnore
    default String id() {
        return uploadId() + "/" + type().shortName();
    }

    @Override
    @JsonIgnore
    default String key() {
        return uploadId().toString();
    }

    @Override
    @JsonIgnore
    default String subject() {
        return uploadId().toString();
    }
}
