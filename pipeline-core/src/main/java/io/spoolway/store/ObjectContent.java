package io.spoolway.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An open object, or the part of it that was asked for. Reading throws {@link IOException} when the connection breaks.
 *
 * @param object what the store says of it; its size is that of the part that was opened
 * @param stream the bytes; unbuffered, from the network
 */
public record ObjectContent(StoredObject object, InputStream stream) implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    /**
     * Passes all bytes on.
     *
     * @throws StoreException.Unavailable when the connection to the store breaks
     * @throws IOException when {@code out} takes no more
     */
    public void transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = read(buffer); count >= 0; count = read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    /**
     * All bytes, of a small object.
     *
     * @throws StoreException.Unavailable when the connection to the store breaks
     */
    public byte[] readAll() {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private int read(byte[] buffer) {
        try {
            return stream.read(buffer);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private StoreException.Unavailable broken(IOException e) {
        return new StoreException.Unavailable("%s could not be read to its end".formatted(object.key()), e);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
