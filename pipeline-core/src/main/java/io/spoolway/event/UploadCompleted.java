package io.spoolway.event;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * An upload was sealed: all of its bytes are spooled and it can no longer grow. The work of the verifier.
 *
 * @param digest what the client says the bytes hash to; not yet checked
 * @param size in bytes
 * @param sealOffset the offset in the key of the seal: of the last chunk, or {@code size} when the seal is an object of its own
 * @param chunks the spooled bytes
 * @param client who pushed
 */
public record UploadCompleted(
        UploadId uploadId,
        RepositoryName repository,
        Digest digest,
        long size,
        long sealOffset,
        ChunkList chunks,
        Client client)
        implements UploadEvent {}
