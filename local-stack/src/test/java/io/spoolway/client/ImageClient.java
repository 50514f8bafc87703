package io.spoolway.client;

import io.spoolway.oci.Digest;
import java.io.IOException;

/** A program that pushes and pulls images, with whatever it needs to run. */
interface ImageClient extends AutoCloseable {
    /** What it says of itself. */
    String version() throws IOException;

    /** Whether the registry gets the very bytes of the layout; others pack layers anew. */
    boolean keepsBytes();

    /**
     * Gets ready to push an image.
     *
     * @param reference where to, such as {@code 127.0.0.1:5000/name:tag}
     * @return what pushes it
     */
    Command push(OciLayout image, String reference) throws IOException;

    /** Pushes an index of two platforms, and its images. */
    void pushIndex(OciLayout index, String reference) throws IOException;

    /**
     * Pulls an image, of which it has nothing left from earlier.
     *
     * @return the digest of the configuration that it has then; of an index that of the image for this machine
     */
    Digest pull(String reference) throws IOException;

    /** Ends what was started for it. */
    @Override
    default void close() {}
}
