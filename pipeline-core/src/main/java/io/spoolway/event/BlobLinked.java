package io.spoolway.event;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * The verified bytes lie at their final path and the repository may read them: the good end.
 *
 * @param size in bytes
 * @param copied false when the blob was stored already and only had to be linked
 */
public record BlobLinked(UploadId uploadId, RepositoryName repository, Digest digest, long size, boolean copied)
        implements UploadEvent {}
