package io.spoolway.store;

import java.io.IOException;
import java.util.Optional;

/** Reads objects. Every call is one request; it throws {@link StoreException} when the store gives no answer. */
public interface ObjectReader {
    /**
     * What the store knows of an object; empty when there is none. When the whole bucket is gone this is empty too: an answer without a
     * body does not tell the one from the other, as those to all other calls do.
     */
    Optional<StoredObject> head(String key);

    /** Opens a whole object. */
    OpenResult open(String key);

    /** The bytes of a small object; empty when there is none. */
    default Optional<byte[]> read(String key) {
        if (!(open(key) instanceof OpenResult.Opened(ObjectContent content))) {
            return Optional.empty();
        }
        try (content) {
            return Optional.of(content.stream().readAllBytes());
        } catch (IOException e) {
            throw new StoreException.Unavailable("%s could not be read to its end".formatted(key), e);
        }
    }

    /**
     * Opens a part of an object.
     *
     * @param offset of the first byte, below the object's size
     * @param length in bytes, at least 1
     */
    OpenResult openRange(String key, long offset, long length);

    /** Opens a whole object on the condition that it still has this ETag (without quotes). */
    OpenResult openIfMatch(String key, String etag);
}
