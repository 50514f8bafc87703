package io.spoolway.spool;

/**
 * How large a chunk is, by the offset it begins at. The size grows with the offset, so that even the largest blob is at
 * most about 10,000 chunks: the number of parts that S3 allows in a multipart copy.
 *
 * @param base size of a chunk at the beginning of a blob, in bytes; at least 5 MiB, the smallest part that S3 copies
 * @param max size past which no chunk grows, in bytes, since each is held in memory while it is stored
 */
public record ChunkSizes(int base, int max) {
    public static final int MIB = 1 << 20;

    /** 8 MiB at first, at most 64 MiB: 10,000 chunks hold 488 GiB, and the linker merges chunks of larger blobs. */
    public static final ChunkSizes DEFAULT = new ChunkSizes(8 * MIB, 64 * MIB);

    /** A chunk grows to this fraction of its offset. */
    private static final int GROWTH = 1024;

    public ChunkSizes {
        if (base < 5 * MIB || max < base) {
            throw new IllegalArgumentException(
                    "chunks are at least 5 MiB and grow: base %d, max %d bytes".formatted(base, max));
        }
    }

    /** The size in bytes of a full chunk that begins at {@code offset}; whole MiB. */
    public int at(long offset) {
        long grown = offset / GROWTH / MIB * MIB;
        return Math.clamp(grown, base, max);
    }
}
