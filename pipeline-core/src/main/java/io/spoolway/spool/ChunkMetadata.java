package io.spoolway.spool;

import io.spoolway.oci.RepositoryName;
import java.util.Map;
import java.util.Optional;

/** What every object in the spool says of itself. */
public final class ChunkMetadata {
    static final String REPOSITORY = "repository";
    private static final String WRITER = "writer";

    private ChunkMetadata() {}

    /**
     * The metadata of a plain chunk.
     *
     * @param writer names the request that writes: a writer whose answer was lost knows its own chunk by it
     */
    public static Map<String, String> chunk(RepositoryName repository, String writer) {
        return Map.of(REPOSITORY, repository.value(), WRITER, writer);
    }

    /** The metadata of a chunk that is the seal too. */
    public static Map<String, String> sealing(Seal seal, String writer) {
        Map<String, String> metadata = seal.metadata();
        metadata.put(WRITER, writer);
        return metadata;
    }

    /** Whether this writer wrote the object. */
    public static boolean isBy(Map<String, String> metadata, String writer) {
        return writer.equals(metadata.get(WRITER));
    }

    /** The repository that the upload was pushed to; empty for an object that is not of the spool. */
    public static Optional<RepositoryName> repository(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(REPOSITORY)).map(RepositoryName::new);
    }
}
