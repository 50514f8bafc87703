package io.spoolway.work;

import io.spoolway.spool.Chunk;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoreException;
import java.io.IOException;

/** The bytes of one chunk, read on the condition that it is still the object that was recorded. */
public final class ChunkStream implements AutoCloseable {
    private final UploadId upload;
    private final Chunk chunk;
    private final ObjectContent content;
    private long read;

    private ChunkStream(UploadId upload, Chunk chunk, ObjectContent content) {
        this.upload = upload;
        this.chunk = chunk;
        this.content = content;
    }

    /**
     * Opens a chunk: one request.
     *
     * @throws ChunkLostException when it is gone or another
     * @throws StoreException when the store gives no answer
     */
    public static ChunkStream open(ObjectReader reader, UploadId upload, Chunk chunk) throws ChunkLostException {
        return switch (reader.openIfMatch(StorageLayout.chunk(upload, chunk.offset()), chunk.etag())) {
            case OpenResult.Opened opened -> new ChunkStream(upload, chunk, opened.content());
            case OpenResult.Missing missing -> throw ChunkLostException.missing(chunk);
            case OpenResult.Changed changed -> throw ChunkLostException.changed(chunk);
        };
    }

    /**
     * Reads until the space is full or the chunk is at its end.
     *
     * @return how many bytes were read; fewer than {@code length} only at the end of the chunk, and then 0
     * @throws ChunkLostException when the chunk has another size than was recorded
     * @throws StoreException.Unavailable when the connection breaks
     */
    public int read(byte[] buffer, int offset, int length) throws ChunkLostException, InterruptedException {
        int count;
        try {
            count = content.stream().readNBytes(buffer, offset, length);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading a chunk of upload " + upload);
            }
            throw new StoreException.Unavailable(
                    "reading the chunk of upload %s at offset %d broke off: %s"
                            .formatted(upload, chunk.offset(), e.getMessage()),
                    e);
        }
        read += count;
        boolean ended = count < length;
        if (read > chunk.size() || (ended && read < chunk.size())) {
            throw ChunkLostException.changed(chunk);
        }
        return count;
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            // what was read is right, and what was not is not wanted
        }
    }
}
