package io.spoolway.linker;

import java.time.Duration;

/**
 * How long the janitor keeps what it could delete.
 *
 * @param tombstones the empty seal of an upload that was given up: as long as an upload URL is good, or a late request could
 *     bring the upload back to life
 * @param rejected the spool of a rejected upload
 * @param leftovers what a linked upload left in the spool, and the parts of blobs that were not completed: longer than a
 *     linker is at work on one, so that none is disturbed
 */
public record Retention(Duration tombstones, Duration rejected, Duration leftovers) {
    /** A day for leftovers, and the others as configured. */
    public static Retention of(Duration uploadExpiry, Duration rejected) {
        return new Retention(uploadExpiry, rejected, Duration.ofDays(1));
    }
}
