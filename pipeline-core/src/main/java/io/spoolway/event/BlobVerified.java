package io.spoolway.event;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * The spooled bytes hash to the digest. The work of the linker.
 *
 * @param digest what the bytes hash to
 * @param size in bytes
 * @param sealOffset the offset in the key of the seal
 * @param chunks what was hashed: only these very objects may be linked
 */
public record BlobVerified(
        UploadId uploadId, RepositoryName repository, Digest digest, long size, long sealOffset, ChunkList chunks)
        implements UploadEvent {}
