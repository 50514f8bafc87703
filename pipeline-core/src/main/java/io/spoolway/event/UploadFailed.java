package io.spoolway.event;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * A step of the pipeline failed again and again without a passing fault to blame: an end, until it is sent again from the
 * dead-letter topic.
 *
 * @param digest what the client said the bytes hash to
 * @param size in bytes
 * @param step the event that could not be worked on
 * @param attempts how often it was tried
 * @param detail for people: the last fault
 */
public record UploadFailed(
        UploadId uploadId,
        RepositoryName repository,
        Digest digest,
        long size,
        String step,
        int attempts,
        String detail)
        implements UploadEvent {}
