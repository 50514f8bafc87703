package io.spoolway.event;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * A client gave an upload up. Its spool is deleted.
 *
 * @param size how many bytes had arrived
 */
public record UploadCancelled(UploadId uploadId, RepositoryName repository, long size) implements UploadEvent {}
