package io.spoolway.ingest.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.ChunkSizes;
import io.spoolway.spool.Seal;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;
import io.spoolway.telemetry.LogContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Stores the body of a request as chunks while it arrives: the next is read while the last ones are being stored, and never
 * more than a window of them is in memory.
 */
final class ChunkSpooler {
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final ChunkSizes sizes;
    private final int window;
    private final BufferBudget budget;
    private final ExecutorService executor;
    private final Progress progress;
    private final Counter bytes;

    /** @param window how many chunks of one request are stored at once, at least 1 */
    ChunkSpooler(
            ObjectWriter writer,
            ObjectReader reader,
            ChunkSizes sizes,
            int window,
            BufferBudget budget,
            ExecutorService executor,
            Progress progress,
            MeterRegistry meters) {
        this.writer = writer;
        this.reader = reader;
        this.sizes = sizes;
        this.window = window;
        this.budget = budget;
        this.executor = executor;
        this.progress = progress;
        this.bytes = Counter.builder("spoolway.ingest.spooled")
                .description("bytes of uploads that are stored")
                .baseUnit("bytes")
                .register(meters);
    }

    /**
     * Where the bytes go.
     *
     * @param completeWith seals the upload with this digest once the whole body is stored
     */
    record Target(UploadId id, RepositoryName repository, long offset, Optional<Digest> completeWith) {}

    /**
     * What was stored.
     *
     * @param chunks without a hole from the target's offset on
     * @param sealOffset where the seal is, when the upload was sealed
     */
    record Spooled(List<Chunk> chunks, OptionalLong sealOffset) {}

    /**
     * Stores a body.
     *
     * @throws IOException when the client went away; what arrived before is stored
     * @throws OffsetTakenException when another request was faster; what was stored before that stays
     */
    Spooled spool(Target target, InputStream body, BodyLength length) throws IOException, InterruptedException {
        BodyReader source = new BodyReader(body, length, target.completeWith().isPresent());
        ChunkWriter chunkWriter = new ChunkWriter(writer, reader, target.id(), target.repository());
        InFlight inFlight = new InFlight();
        try {
            return spool(target, source, chunkWriter, inFlight);
        } finally {
            inFlight.settle();
        }
    }

    private Spooled spool(Target target, BodyReader source, ChunkWriter chunkWriter, InFlight inFlight)
            throws IOException, InterruptedException {
        Progress.Request told = progress.of(target.id(), target.repository(), target.offset());
        long at = target.offset();
        while (true) {
            int size = sizes.at(at);
            source.awaitByte();
            BufferBudget.Reservation memory = budget.reserve(source.upperBound(size));
            BodyReader.Piece piece = read(source, size, memory);
            Optional<Seal.Completed> seal = seal(target, at, piece);
            if (piece.isEmpty()) {
                memory.close();
            } else {
                long offset = at;
                // a sealed upload has no hole: the seal is stored when all before it are
                inFlight.start(memory, seal.isPresent(), () -> {
                    Chunk chunk = chunkWriter.chunk(offset, hashed(piece), seal);
                    return seal.isPresent() ? chunk : told.stored(chunk); // an upload that is complete tells more
                });
                at += piece.length();
            }
            if (piece.last()) {
                List<Chunk> chunks = inFlight.await();
                if (piece.cut() != null) {
                    throw piece.cut();
                }
                return sealed(chunkWriter, chunks, piece, seal);
            }
        }
    }

    private static BodyReader.Piece read(BodyReader source, int size, BufferBudget.Reservation memory) {
        try {
            BodyReader.Piece piece = source.next(size);
            memory.shrinkTo(piece.length());
            return piece;
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static Optional<Seal.Completed> seal(Target target, long at, BodyReader.Piece piece) {
        return piece.last() && piece.cut() == null
                ? target.completeWith()
                        .map(digest -> new Seal.Completed(target.repository(), digest, at + piece.length()))
                : Optional.empty();
    }

    private static Spooled sealed(
            ChunkWriter chunkWriter, List<Chunk> chunks, BodyReader.Piece last, Optional<Seal.Completed> seal)
            throws InterruptedException {
        if (seal.isEmpty()) {
            return new Spooled(chunks, OptionalLong.empty());
        }
        if (!last.isEmpty()) {
            return new Spooled(chunks, OptionalLong.of(chunks.getLast().offset()));
        }
        chunkWriter.seal(seal.get());
        return new Spooled(chunks, OptionalLong.of(seal.get().size()));
    }

    private ObjectBody hashed(BodyReader.Piece piece) {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        hash.update(piece.data(), 0, piece.length());
        bytes.increment(piece.length());
        return new ObjectBody(piece.data(), piece.length(), hash.digest());
    }

    /** The chunks of one request that are being stored, in order. */
    private final class InFlight {
        private final Semaphore slots = new Semaphore(window);
        private final List<Future<Chunk>> started = new ArrayList<>();

        /**
         * Waits for a free slot, or for all; fails if an earlier chunk has failed, since nothing behind a hole counts.
         *
         * @param memory is given back once the chunk is stored, or not going to be
         */
        void start(BufferBudget.Reservation memory, boolean afterAll, Callable<Chunk> store)
                throws InterruptedException {
            try {
                if (afterAll) {
                    await();
                }
                slots.acquire();
            } catch (InterruptedException | RuntimeException e) {
                memory.close();
                throw e;
            }
            try {
                for (Future<Chunk> earlier : started) {
                    if (earlier.state() == Future.State.FAILED) {
                        result(earlier);
                    }
                }
                started.add(executor.submit(LogContext.carried(() -> store(memory, store))));
            } catch (InterruptedException | RuntimeException e) {
                slots.release(); // nothing will be stored that gives it back
                memory.close();
                throw e;
            }
        }

        private Chunk store(BufferBudget.Reservation memory, Callable<Chunk> store) throws Exception {
            try (memory) {
                return store.call();
            } finally {
                slots.release();
            }
        }

        /** All chunks, once all are stored; or the first fault. */
        List<Chunk> await() throws InterruptedException {
            List<Chunk> chunks = new ArrayList<>();
            for (Future<Chunk> one : started) {
                chunks.add(result(one));
            }
            return chunks;
        }

        /** Waits until nothing of this request is under way any more, however it ended. */
        void settle() {
            slots.acquireUninterruptibly(window);
        }

        private static Chunk result(Future<Chunk> stored) throws InterruptedException {
            try {
                return stored.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException fault) {
                    throw fault;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
