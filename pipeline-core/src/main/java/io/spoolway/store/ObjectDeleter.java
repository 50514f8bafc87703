package io.spoolway.store;

import java.util.Collection;

/** Deletes objects. */
public interface ObjectDeleter {
    /** Deletes these keys, a thousand to a request; a key that has no object counts as deleted. */
    void delete(Collection<String> keys);
}
