package io.spoolway.linker;

import io.spoolway.spool.UploadId;

/**
 * Something the janitor did, or would do.
 *
 * @param bytes how many bytes of the spool it frees
 */
public record Deed(Kind kind, UploadId upload, String repository, long bytes) {
    /** What it did. */
    public enum Kind {
        /** Gave up an upload without progress, and deleted its chunks. */
        EXPIRED("expired"),
        /** Deleted the chunks of an upload that had been given up, which a crash had left. */
        FINISHED("finished giving up"),
        /** Deleted the empty seal of an upload that had been given up long ago. */
        TOMBSTONE_DELETED("deleted the tombstone of"),
        /** Deleted the spool of an upload that had been rejected long ago. */
        REJECTED_DELETED("deleted the spool of the rejected"),
        /** Deleted what a crash had left of a linked upload. */
        LEFTOVERS_DELETED("deleted leftovers of the linked"),
        /** Deleted objects that belong to no repository. */
        JUNK_DELETED("deleted junk of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "%s upload %s to %s, %,d bytes".formatted(kind.words, upload, repository, bytes);
    }
}
