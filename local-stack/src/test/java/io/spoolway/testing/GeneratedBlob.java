package io.spoolway.testing;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** A blob that is too large to be held in memory: its bytes are made while they are sent, and hashed on the way. */
public final class GeneratedBlob {
    private static final int BLOCK = 64 << 10;

    private final long size;
    private final byte[] block = Blobs.random(BLOCK);
    private final MessageDigest hash = DigestAlgorithm.SHA256.newHash();

    public GeneratedBlob(long size) {
        this.size = size;
    }

    /** Sends the bytes, once. */
    public BodyPublisher publisher() {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new DigestInputStream(new Bytes(), hash)), size);
    }

    /** What the bytes hash to, after all were sent. */
    public Digest digest() {
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }

    /** Random blocks, each with its number at the beginning, so that no two are the same. */
    private final class Bytes extends InputStream {
        private long position;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == size) {
                return -1;
            }
            int from = (int) (position % BLOCK);
            if (from == 0) {
                ByteBuffer.wrap(block).putLong(position);
            }
            int count = (int) Math.min(Math.min(length, BLOCK - from), size - position);
            System.arraycopy(block, from, target, offset, count);
            position += count;
            return count;
        }
    }
}
