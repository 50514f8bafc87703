package io.spoolway.linker;

import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.ChunkStream;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;

/** Reads small chunks and stores their bytes as larger parts. All jobs of a linker share the memory for that. */
final class ChunkMerger {
    private static final int MIB = 1 << 20;

    private final ObjectReader reader;
    private final int budget;
    private final Semaphore memory;

    /** @param budget for the parts that are being merged at once, in MiB; a larger part has it all to itself */
    ChunkMerger(ObjectReader reader, int budget) {
        this.reader = reader;
        this.budget = budget;
        this.memory = new Semaphore(budget, true);
    }

    /**
     * Makes the parts of a step, one after the other.
     *
     * @throws ChunkLostException when a chunk is not there as it was recorded
     */
    void merge(UploadId upload, PartPlan.MergeParts step, MultipartObject object)
            throws ChunkLostException, InterruptedException {
        int permits = Math.min(budget, Math.ceilDiv(step.partSize(), MIB));
        memory.acquire(permits);
        try {
            stream(upload, step, object);
        } finally {
            memory.release(permits);
        }
    }

    private void stream(UploadId upload, PartPlan.MergeParts step, MultipartObject object)
            throws ChunkLostException, InterruptedException {
        byte[] buffer = new byte[step.partSize()];
        int part = step.firstPart();
        int filled = 0;
        for (Chunk chunk : step.chunks()) {
            try (ChunkStream stream = ChunkStream.open(reader, upload, chunk)) {
                while (true) {
                    int space = buffer.length - filled;
                    int count = stream.read(buffer, filled, space);
                    filled += count;
                    if (count < space) {
                        break; // the chunk is at its end
                    }
                    object.putPart(part++, body(buffer, filled));
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            object.putPart(part, body(buffer, filled));
        }
    }

    private static ObjectBody body(byte[] buffer, int length) {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        hash.update(buffer, 0, length);
        return new ObjectBody(buffer, length, hash.digest());
    }
}
