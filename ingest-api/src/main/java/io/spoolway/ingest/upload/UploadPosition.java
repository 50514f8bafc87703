package io.spoolway.ingest.upload;

import io.spoolway.spool.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an upload goes on.
 *
 * @param offset of the next byte
 * @param chunks all chunks before it, when they are known without asking the store
 */
record UploadPosition(long offset, Optional<List<Chunk>> chunks) {
    /** An upload without bytes. */
    static final UploadPosition START = new UploadPosition(0, Optional.of(List.of()));

    /** Behind these chunks, the contiguous run from 0. */
    static UploadPosition after(List<Chunk> chunks) {
        return new UploadPosition(chunks.isEmpty() ? 0 : chunks.getLast().end(), Optional.of(List.copyOf(chunks)));
    }

    /** The position after more chunks have been stored from here on. */
    UploadPosition plus(List<Chunk> stored) {
        long end = stored.isEmpty() ? offset : stored.getLast().end();
        return new UploadPosition(end, chunks.map(before -> {
            List<Chunk> all = new ArrayList<>(before);
            all.addAll(stored);
            return all;
        }));
    }
}
