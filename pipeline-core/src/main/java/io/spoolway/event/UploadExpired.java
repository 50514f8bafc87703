package io.spoolway.event;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;

/**
 * An upload made no progress for too long and was given up by the janitor. Its spool is deleted.
 *
 * @param size how many bytes had arrived
 * @param lastProgress when the last of them was stored
 */
public record UploadExpired(UploadId uploadId, RepositoryName repository, long size, Instant lastProgress)
        implements UploadEvent {}
