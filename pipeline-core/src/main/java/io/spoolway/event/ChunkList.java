package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.Chunk;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The chunks of a sealed upload. Past the size that a Kafka record may have, the list is left out: whoever needs it lists
 * the store and compares the fingerprint, so that it works on the very same objects.
 *
 * @param count how many chunks
 * @param fingerprint SHA-256 over the offset, size and ETag of each chunk in order
 * @param items the chunks in order; empty when there are more than {@link #MAX_INLINE}
 */
public record ChunkList(int count, Digest fingerprint, List<Chunk> items) {
    /** About 100 bytes each: well below the 1 MiB that a broker takes by default. */
    public static final int MAX_INLINE = 4_000;

    public ChunkList {
        items = List.copyOf(items);
        if (!items.isEmpty() && items.size() != count) {
            throw new IllegalArgumentException(
                    "%d chunks are listed, but there are said to be %d".formatted(items.size(), count));
        }
    }

    /** The list of these chunks. */
    public static ChunkList of(List<Chunk> chunks) {
        return new ChunkList(chunks.size(), fingerprintOf(chunks), chunks.size() <= MAX_INLINE ? chunks : List.of());
    }

    /** Whether {@link #items} has them all. */
    @JsonIgnore
    public boolean isInline() {
        return items.size() == count;
    }

    /** Whether these are the chunks that are meant. */
    public boolean matches(List<Chunk> chunks) {
        return chunks.size() == count && fingerprintOf(chunks).equals(fingerprint);
    }

    private static Digest fingerprintOf(List<Chunk> chunks) {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        for (Chunk chunk : chunks) {
            String line = chunk.offset() + " " + chunk.size() + " " + chunk.etag() + "\n";
            hash.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }
}
