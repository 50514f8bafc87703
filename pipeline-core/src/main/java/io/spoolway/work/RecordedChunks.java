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
     * @throws ChunkLostException when the store has others, or when those that were recorded are not all
     */
    public List<Chunk> find(UploadId upload, long size, ChunkList recorded) throws ChunkLostException {
        List<Chunk> chunks = recorded.isInline() ? recorded.items() : stored(upload, size, recorded);
        long end = 0;
        for (Chunk chunk : chunks) {
            if (chunk.offset() != end) {
                break;
            }
            end = chunk.end();
        }
        if (end != size) {
            // a completion that was repeated while the spool was being deleted has recorded what was left
            throw ChunkLostException.incomplete(end, size);
        }
        return chunks;
    }

    private List<Chunk> stored(UploadId upload, long size, ChunkList recorded) throws ChunkLostException {
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
