package io.spoolway.store;

import java.time.Instant;
import java.util.Map;

/**
 * What the store knows of an object.
 *
 * @param size in bytes
 * @param etag without quotes
 * @param lastModified to the second
 * @param metadata as it was given when the object was written; keys in lower case
 */
public record StoredObject(String key, long size, String etag, Instant lastModified, Map<String, String> metadata) {
    public StoredObject {
        metadata = Map.copyOf(metadata);
    }
}
