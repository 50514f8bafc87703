package io.spoolway.verifier;

import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectReader;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.ChunkStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the chunks of an upload in order on a thread of its own, some pieces ahead of the one thread that takes them: while
 * a piece is hashed the next ones arrive. The pieces are made once and go round, so memory is bounded by their number.
 */
final class ReadAhead implements AutoCloseable {
    /** Below half a region of a small heap, past which the collector treats an array as a burden of its own. */
    static final int PIECE_SIZE = 256 << 10;

    /** 8 MiB with the size of a piece: what one upload may hold in memory. */
    static final int PIECES = 32;

    private final BlockingQueue<Piece> fetched = new ArrayBlockingQueue<>(PIECES + 1);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES);
    private final ObjectReader reader;
    private final UploadId upload;
    private final List<Chunk> chunks;
    private final int pieceSize;
    final Thread fetcher;
    private int made;
    private volatile @Nullable Throwable fault;

    private ReadAhead(ObjectReader reader, UploadId upload, List<Chunk> chunks) {
        this.reader = reader;
        this.upload = upload;
        this.chunks = chunks;
        long largest = chunks.stream().mapToLong(Chunk::size).max().orElse(0);
        this.pieceSize = (int) Math.min(PIECE_SIZE, largest + 1); // one more, so that one read sees the end
        this.fetcher = Thread.ofVirtual().name("fetch-" + upload).unstarted(this::fetch);
    }

    /** Begins to fetch; the receiver closes it. */
    static ReadAhead start(ObjectReader reader, UploadId upload, List<Chunk> chunks) {
        ReadAhead ahead = new ReadAhead(reader, upload, chunks);
        ahead.fetcher.start();
        return ahead;
    }

    /**
     * Some bytes of the upload.
     *
     * @param length how many of {@code bytes}, from the beginning; 0 behind the last
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
    record Piece(byte[] bytes, int length) {
        static final Piece END = new Piece(new byte[0], 0);
    }

    /**
     * Waits for the next piece.
     *
     * @throws ChunkLostException when a chunk is not there as it was recorded
     * @throws io.spoolway.store.StoreException when the store gives no answer, or breaks off
     */
    Piece next() throws ChunkLostException, InterruptedException {
        Piece piece = fetched.take();
        Throwable broken = piece.length() > 0 ? null : fault;
        return switch (broken) {
            case null -> piece;
            case ChunkLostException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("the fetcher of upload " + upload + " stopped", broken);
        };
    }

    /** Lets the bytes of a piece be used again. */
    void giveBack(Piece piece) {
        free.add(piece.bytes());
    }

    private void fetch() {
        try {
            for (Chunk chunk : chunks) {
                fetch(chunk);
            }
        } catch (Throwable e) {
            fault = e;
        }
        fetched.offer(Piece.END); // it has a place of its own
    }

    private void fetch(Chunk chunk) throws ChunkLostException, InterruptedException {
        try (ChunkStream stream = ChunkStream.open(reader, upload, chunk)) {
            int count;
            do {
                byte[] buffer = buffer();
                count = stream.read(buffer, 0, buffer.length);
                if (count > 0) {
                    fetched.put(new Piece(buffer, count));
                } else {
                    free.add(buffer);
                }
            } while (count == pieceSize);
        }
    }

    private byte[] buffer() throws InterruptedException {
        byte[] buffer = free.poll();
        if (buffer != null) {
            return buffer;
        }
        if (made < PIECES) {
            made++;
            return new byte[pieceSize];
        }
        return free.take();
    }

    /** Stops fetching; when this returns the thread has ended and its connection is closed. */
    @Override
    public void close() {
        fetcher.interrupt();
        boolean interrupted = false;
        while (true) {
            try {
                fetcher.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // it ends at once: everything it waits for can be interrupted
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
