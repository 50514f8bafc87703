package io.spoolway.store;

import java.util.Map;

/** Writes objects. Every call is one request; it throws {@link StoreException} when the store gives no answer. */
public interface ObjectWriter {
    /**
     * Creates an object unless the key is taken ({@code If-None-Match: *}): of two writers one wins.
     *
     * <p>It is never repeated here: after a lost answer a second try would find its own first one and call it somebody
     * else's. Whoever got an exception looks at the key.
     *
     * @param metadata keys in lower case
     */
    PutResult putIfAbsent(String key, ObjectBody body, Map<String, String> metadata);

    /**
     * Creates or replaces an object.
     *
     * @param metadata keys in lower case
     */
    void put(String key, ObjectBody body, Map<String, String> metadata);

    /** The same without metadata. */
    default void put(String key, ObjectBody body) {
        put(key, body, Map.of());
    }
}
