package io.spoolway.linker;

/**
 * Something the janitor did, or would do.
 *
 * @param subject what it was done to, for people
 * @param bytes how many bytes of the spool it frees, as far as it is known
 */
public record Deed(Kind kind, String subject, long bytes) {
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
        JUNK_DELETED("deleted junk of"),
        /** Dropped the parts of a blob that a linker began long ago and did not complete. */
        UNFINISHED_DROPPED("dropped the parts of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "%s %s, %,d bytes".formatted(kind.words, subject, bytes);
    }
}
