package io.spoolway.verifier;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectReader;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.ChunkStream;
import java.security.MessageDigest;
import java.util.List;

/** Hashes the spooled bytes of an upload. One instance serves any number of jobs at once. */
public final class SpoolHasher {
    private static final int BUFFER = 64 << 10;

    private final ObjectReader reader;

    public SpoolHasher(ObjectReader reader) {
        this.reader = reader;
    }

    /**
     * Hashes these chunks one after the other; it holds a few MiB, however large they are.
     *
     * @return the digest of all their bytes, of no bytes when there are no chunks
     * @throws ChunkLostException when one of them is not there as it was recorded
     * @throws io.spoolway.store.StoreException when the store gives no answer, or breaks off
     */
    public Digest hash(UploadId upload, List<Chunk> chunks, DigestAlgorithm algorithm)
            throws ChunkLostException, InterruptedException {
        MessageDigest hash = algorithm.newHash();
        if (chunks.size() == 1) {
            hashOne(upload, chunks.getFirst(), hash);
        } else if (!chunks.isEmpty()) {
            hashMany(upload, chunks, hash);
        }
        return Digest.finish(algorithm, hash);
    }

    /** Straight from the stream: to read ahead of one chunk is not worth a thread. */
    private void hashOne(UploadId upload, Chunk chunk, MessageDigest hash)
            throws ChunkLostException, InterruptedException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, chunk.size() + 1)];
        try (ChunkStream stream = ChunkStream.open(reader, upload, chunk)) {
            for (int count = buffer.length; count == buffer.length; ) {
                count = stream.read(buffer, 0, buffer.length);
                hash.update(buffer, 0, count);
            }
        }
    }

    private void hashMany(UploadId upload, List<Chunk> chunks, MessageDigest hash)
            throws ChunkLostException, InterruptedException {
        try (ReadAhead ahead = ReadAhead.start(reader, upload, chunks)) {
            for (ReadAhead.Piece piece = ahead.next(); piece.length() > 0; piece = ahead.next()) {
                hash.update(piece.bytes(), 0, piece.length());
                ahead.giveBack(piece);
            }
        }
    }
}
