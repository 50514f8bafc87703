package io.spoolway.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * An open object, or the part of it that was asked for. Reading throws {@link IOException} when the connection breaks.
 *
 * @param object what the store says of it; its size is that of the part that was opened
 * @param stream the bytes; unbuffered, from the network
 */
public record ObjectContent(StoredObject object, InputStream stream) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
