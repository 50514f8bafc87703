package io.spoolway.work;

import io.spoolway.event.RejectReason;
import io.spoolway.spool.Chunk;

/** A chunk is not in the store as it was recorded: the upload has ended already, or it has to be rejected. */
public final class ChunkLostException extends Exception {
    private final RejectReason reason;

    private ChunkLostException(RejectReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** There is no such object. */
    public static ChunkLostException missing(Chunk chunk) {
        return new ChunkLostException(
                RejectReason.CHUNK_MISSING,
                "the chunk of %d bytes at offset %d is gone".formatted(chunk.size(), chunk.offset()));
    }

    /** There is another object than the one that was recorded. */
    public static ChunkLostException changed(Chunk chunk) {
        return new ChunkLostException(
                RejectReason.CHUNK_CHANGED,
                "the chunk of %d bytes at offset %d is not the one that was recorded (ETag %s)"
                        .formatted(chunk.size(), chunk.offset(), chunk.etag()));
    }

    /** The store does not list the chunks that were recorded. */
    static ChunkLostException listedOtherwise(int recorded, int listed) {
        return new ChunkLostException(
                listed < recorded ? RejectReason.CHUNK_MISSING : RejectReason.CHUNK_CHANGED,
                "%d chunks were recorded, and the %d in the store are not the same".formatted(recorded, listed));
    }

    /** The chunks that were recorded are not all that the upload had. */
    static ChunkLostException incomplete(long recorded, long size) {
        return new ChunkLostException(
                RejectReason.CHUNK_MISSING,
                "chunks were recorded for the first %d of %d bytes only".formatted(recorded, size));
    }

    /** Why the upload is to be rejected, if it has not ended. */
    public RejectReason reason() {
        return reason;
    }

    /** What was found, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
