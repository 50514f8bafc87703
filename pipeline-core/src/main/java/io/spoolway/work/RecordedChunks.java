package io.spoolway.work;

import io.spoolway.event.ChunkList;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.UploadId;
import java.util.List;

/** Finds the chunks that an event means. */
public final class RecordedChunks {
    private final SpoolReader spool;

    public RecordedChunks(SpoolReader spool) {
        this.spool = spool;
    }

    /**
     * The chunks in order, from the event itself or, where it only has their fingerprint, from the store.
     *
     * @param size of the upload in bytes
     * @throws ChunkLostException when the store has others
     */
    public List<Chunk> find(UploadId upload, long size, ChunkList recorded) throws ChunkLostException {
        if (recorded.isInline()) {
            return recorded.items();
        }
        // a chunk left behind a hole may begin just where the upload ends
        List<Chunk> stored = spool.read(upload).chunks().stream()
                .takeWhile(chunk -> chunk.offset() < size)
                .toList();
        if (!recorded.matches(stored)) {
            throw ChunkLostException.listedOtherwise(recorded.count(), stored.size());
        }
        return stored;
    }
}
