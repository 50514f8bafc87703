package io.spoolway.store;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param size in bytes
 * @param etag without quotes
 */
public record ListedObject(String key, long size, String etag, Instant lastModified) {}
