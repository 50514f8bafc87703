package io.spoolway.verifier;

import io.spoolway.spool.Chunk;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Chunks of one upload in memory, and the faults a store may have. */
final class FakeSpool implements ObjectReader {
    final UploadId upload = UploadId.next();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();

    private interface Stored {
        InputStream open();
    }

    /** Spools these bytes behind what there is. */
    Chunk add(byte[] bytes) {
        return add(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** Spools a chunk that is recorded with this size and read from such a stream. */
    Chunk addStream(long recordedSize, InputStream stream) {
        return add(recordedSize, () -> stream);
    }

    private Chunk add(long size, Stored stored) {
        long offset = chunks.isEmpty() ? 0 : chunks.getLast().end();
        Chunk chunk = new Chunk(offset, size, "etag-" + offset);
        chunks.add(chunk);
        objects.put(StorageLayout.chunk(upload, offset), stored);
        return chunk;
    }

    void lose(Chunk chunk) {
        objects.remove(StorageLayout.chunk(upload, chunk.offset()));
    }

    List<Chunk> chunks() {
        return List.copyOf(chunks);
    }

    @Override
    public OpenResult openIfMatch(String key, String etag) {
        Stored stored = objects.get(key);
        if (stored == null) {
            return new OpenResult.Missing();
        }
        if (!etag.equals("etag-" + StorageLayout.chunkOffset(key).orElseThrow())) {
            return new OpenResult.Changed();
        }
        opened.incrementAndGet();
        open.incrementAndGet();
        return new OpenResult.Opened(
                new ObjectContent(new StoredObject(key, 0, etag, Instant.EPOCH, Map.of()), new Counted(stored.open())));
    }

    @Override
    public Optional<StoredObject> head(String key) {
        throw new UnsupportedOperationException(key);
    }

    @Override
    public OpenResult open(String key) {
        throw new UnsupportedOperationException(key);
    }

    @Override
    public OpenResult openRange(String key, long offset, long length) {
        throw new UnsupportedOperationException(key);
    }

    private final class Counted extends java.io.FilterInputStream {
        private boolean closed;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
            super.close();
        }
    }
}
