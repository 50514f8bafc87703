package io.spoolway.auditor.fold;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of an upload have arrived, as far as was told.
 *
 * @param bytes from the beginning on without a hole
 * @param time when that was told, by the clock of the node
 */
public record Received(long bytes, Instant time) {
    /** Whether it tells of more than this, or of the same earlier: so that of several the same one holds, in whatever order they are read. */
    boolean isAheadOf(@Nullable Received other) {
        return other == null || bytes > other.bytes || (bytes == other.bytes && time.isBefore(other.time));
    }
}
