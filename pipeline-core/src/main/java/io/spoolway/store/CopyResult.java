package io.spoolway.store;

/** How a conditional copy ended. */
public enum CopyResult {
    COPIED,
    /** There is no source. */
    SOURCE_MISSING,
    /** The source has another ETag; nothing was copied. */
    SOURCE_CHANGED
}
