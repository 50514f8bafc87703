package io.spoolway.spool;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of an upload: a UUID version 7 (RFC 9562, section 5.7). It carries the time the upload was started, in
 * milliseconds, so the age of an upload needs no object of its own.
 */
public record UploadId(UUID uuid) implements Comparable<UploadId> {
    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    /** @throws IllegalArgumentException when {@code uuid} is not of version 7 */
    public UploadId {
        if (uuid.version() != 7) {
            throw new IllegalArgumentException("an upload id is a UUID of version 7, not " + uuid);
        }
    }

    /** A new id that starts now. */
    public static UploadId next() {
        return new UploadId(GENERATOR.generate());
    }

    /** @throws IllegalArgumentException with a message for the user when {@code text} is no upload id in canonical form */
    public static UploadId parse(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no upload id", e);
        }
        // UUID.fromString also takes short groups and upper case: one id must have one spelling, and one key in the
        // store
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is no upload id");
        }
        return new UploadId(uuid);
    }

    /** When the upload was started, to the millisecond. */
    public Instant startedAt() {
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    /** Two hexadecimal digits from the random bits of the id, which spread the uploads over the key space. */
    public String shard() {
        String text = uuid.toString();
        return text.substring(text.length() - 2);
    }

    @Override
    public int compareTo(UploadId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
