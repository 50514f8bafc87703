package io.spoolway.event;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * A client began an upload; not a byte need have arrived.
 *
 * @param client who pushes
 */
public record UploadStarted(UploadId uploadId, RepositoryName repository, Client client) implements UploadEvent {}
