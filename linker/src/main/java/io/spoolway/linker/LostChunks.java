package io.spoolway.linker;

import io.spoolway.spool.Chunk;
import io.spoolway.store.CopyResult;
import io.spoolway.work.ChunkLostException;

/** Says what a refused copy means. */
final class LostChunks {
    private LostChunks() {}

    /** @throws ChunkLostException unless the chunk was copied */
    static void check(CopyResult result, Chunk chunk) throws ChunkLostException {
        switch (result) {
            case COPIED -> {}
            case SOURCE_MISSING -> throw ChunkLostException.missing(chunk);
            case SOURCE_CHANGED -> throw ChunkLostException.changed(chunk);
        }
    }
}
