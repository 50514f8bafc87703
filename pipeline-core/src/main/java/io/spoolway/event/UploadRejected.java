package io.spoolway.event;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * A sealed upload was refused: an end. Its spool is kept for a while, so that people can find out why.
 *
 * @param digest what the client said the bytes hash to
 * @param size in bytes
 * @param detail for people: what was found
 */
public record UploadRejected(
        UploadId uploadId, RepositoryName repository, Digest digest, long size, RejectReason reason, String detail)
        implements UploadEvent {}
