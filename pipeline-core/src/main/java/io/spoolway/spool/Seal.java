package io.spoolway.spool;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What ends the growth of an upload: an object created at its end offset, where every further chunk would have to be
 * created too. So exactly one of a chunk, a completion and an abandonment gets there first. What kind of seal it is stands
 * in the object's metadata, and so does what is needed to go on without any other record of the upload.
 */
public sealed interface Seal {
    RepositoryName repository();

    /** How many bytes the upload had when it was sealed. */
    long size();

    /** The client said that all bytes are there. */
    record Completed(RepositoryName repository, Digest digest, long size) implements Seal {}

    /** The upload was given up; the seal stays behind, empty, so that no late request brings it back to life; so does one at offset 0. */
    record Abandoned(RepositoryName repository, Reason reason, long size) implements Seal {}

    /** Why an upload was given up. */
    enum Reason {
        CANCELLED,
        EXPIRED
    }

    /** The metadata of the object that is this seal. */
    default Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ChunkMetadata.REPOSITORY, repository().value());
        metadata.put("size", Long.toString(size()));
        switch (this) {
            case Completed completed -> {
                metadata.put("seal", "COMPLETED");
                metadata.put("digest", completed.digest().toString());
            }
            case Abandoned abandoned -> metadata.put("seal", abandoned.reason().name());
        }
        return metadata;
    }

    /** The seal that an object with this metadata is; empty for a plain chunk. */
    static Optional<Seal> of(Map<String, String> metadata) {
        String kind = metadata.get("seal");
        if (kind == null) {
            return Optional.empty();
        }
        RepositoryName repository = new RepositoryName(value(metadata, ChunkMetadata.REPOSITORY));
        long size = Long.parseLong(value(metadata, "size"));
        return Optional.of(
                kind.equals("COMPLETED")
                        ? new Completed(repository, Digest.parse(value(metadata, "digest")), size)
                        : new Abandoned(repository, Reason.valueOf(kind), size));
    }

    private static String value(Map<String, String> metadata, String name) {
        String value = metadata.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a seal without \"" + name + "\" in its metadata: " + metadata);
        }
        return value;
    }
}
