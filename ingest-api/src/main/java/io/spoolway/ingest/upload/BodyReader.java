package io.spoolway.ingest.upload;

import io.spoolway.ingest.http.BodySizeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts the body of a request into pieces. A connection that breaks ends the last piece; what was read before it counts. */
final class BodyReader {
    /** What a piece of unknown length begins with: most bodies sent in chunks are small after all. */
    private static final int FIRST_ALLOCATION = 64 << 10;

    private final InputStream body;
    private final BodyLength length;
    private final boolean mustKnowLast;
    private long read;
    private int peeked = -1;
    private boolean ended;
    private @Nullable IOException cut;

    /**
     * Reads a body.
     *
     * @param length of the body, as far as it is known
     * @param mustKnowLast whether {@link Piece#last} must be told with the piece, for which one byte may be read ahead
     */
    BodyReader(InputStream body, BodyLength length, boolean mustKnowLast) {
        this.body = body;
        this.length = length;
        this.mustKnowLast = mustKnowLast;
    }

    /**
     * A piece of the body.
     *
     * @param data holds the piece at its beginning
     * @param last whether the body ends behind it; false when that is not known
     * @param cut why it ends too early, if it does
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
    record Piece(
            byte[] data, int length, boolean last, @Nullable IOException cut) {
        boolean isEmpty() {
            return length == 0;
        }
    }

    /** The most that the next piece can have when pieces are cut at {@code size}: what must be reserved for it. */
    int upperBound(int size) {
        if (ended || cut != null) {
            return 0;
        }
        long ahead = peeked >= 0 ? 1 : 0;
        return length.isKnown() ? (int) Math.min(size, length.bytes() - read + ahead) : size;
    }

    /** Waits until a byte of the next piece is there, or the end: before that nothing need be reserved for it. */
    void awaitByte() {
        if (peeked < 0 && upperBound(1) > 0) {
            try {
                ended = !peek();
            } catch (IOException e) {
                cut = e;
            }
        }
    }

    /** Reads up to so many bytes; less only at the end of the body. */
    Piece next(int size) {
        if (cut != null) {
            return new Piece(new byte[0], 0, true, cut);
        }
        if (ended) {
            return end(new byte[0], 0);
        }
        int wanted = upperBound(size);
        byte[] data = new byte[length.isKnown() ? wanted : Math.min(wanted, FIRST_ALLOCATION)];
        int filled = 0;
        if (peeked >= 0) {
            data[filled++] = (byte) peeked;
            peeked = -1;
        }
        try {
            while (filled < wanted) {
                if (filled == data.length) {
                    data = Arrays.copyOf(data, (int) Math.min(wanted, 4L * data.length));
                }
                int n = body.read(data, filled, data.length - filled);
                if (n < 0) {
                    return end(data, filled);
                }
                filled += n;
                read += n;
            }
            return new Piece(data, filled, isLast(), null);
        } catch (IOException e) {
            return new Piece(data, filled, true, e);
        }
    }

    private Piece end(byte[] data, int filled) {
        boolean whole = !length.isKnown() || read == length.bytes();
        IOException cut = whole
                ? null
                : new BodySizeException(
                        "the body ended after %d of %d bytes; they were kept".formatted(read, length.bytes()));
        return new Piece(data, filled, true, cut);
    }

    private boolean isLast() throws IOException {
        if (!length.isKnown()) {
            return mustKnowLast && !peek();
        }
        boolean last = read == length.bytes();
        if (last && !length.isFramed() && peek()) {
            throw new BodySizeException("the body is longer than its Content-Range; the %d bytes within it were kept"
                    .formatted(length.bytes()));
        }
        return last;
    }

    /** Whether there is another byte. */
    private boolean peek() throws IOException {
        peeked = body.read();
        if (peeked >= 0) {
            read++;
        }
        return peeked >= 0;
    }
}
