package io.spoolway.store;

/** How a conditional create ended. */
public sealed interface PutResult {
    /** The object is stored; {@code etag} without quotes. */
    record Created(String etag) implements PutResult {}

    /** The key was taken; nothing was written. */
    record AlreadyExists() implements PutResult {}
}
