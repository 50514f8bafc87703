package io.spoolway.spool;

/**
 * An immutable piece of an upload in the spool.
 *
 * @param offset of its first byte in the blob, from 0
 * @param size in bytes, at least 1
 * @param etag what the store calls this content, without quotes: the condition for every later read and copy
 */
public record Chunk(long offset, long size, String etag) {
    public Chunk {
        if (offset < 0 || size < 1) {
            throw new IllegalArgumentException("no chunk has offset %d and size %d".formatted(offset, size));
        }
    }

    /** The offset of the first byte behind this chunk. */
    public long end() {
        return offset + size;
    }
}
