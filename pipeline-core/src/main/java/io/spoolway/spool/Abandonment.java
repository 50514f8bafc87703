package io.spoolway.spool;

import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.PutResult;
import java.util.Optional;

/**
 * Gives an upload up, safely against everyone who may be writing to it: first the seal, which decides the race, then
 * whatever is to be told, then the chunks. Done again after a crash it goes on where it stopped.
 */
public final class Abandonment {
    private static final int RACES = 20;

    private final SpoolReader spool;
    private final ObjectWriter writer;
    private final ObjectDeleter deleter;

    public Abandonment(SpoolReader spool, ObjectWriter writer, ObjectDeleter deleter) {
        this.spool = spool;
        this.writer = writer;
        this.deleter = deleter;
    }

    /** How the sealing ended. */
    public sealed interface Sealed {
        /** The upload is given up, now or earlier. */
        record Abandoned(SpooledUpload upload, Seal.Abandoned seal) implements Sealed {}

        /** The upload was completed before: it is the pipeline's, and nothing was changed. */
        record AlreadyCompleted(Seal.Completed seal) implements Sealed {}
    }

    /**
     * Seals the upload at its end, so that it can neither grow nor be completed.
     *
     * @throws IllegalStateException when chunks arrive faster than it can be sealed
     */
    public Sealed seal(UploadId id, RepositoryName repository, Seal.Reason reason) {
        for (int race = 0; race < RACES; race++) {
            SpooledUpload upload = spool.read(id);
            switch (upload.seal().orElse(null)) {
                case Seal.Completed completed -> {
                    return new Sealed.AlreadyCompleted(completed);
                }
                case Seal.Abandoned abandoned -> {
                    return new Sealed.Abandoned(upload, abandoned);
                }
                case null -> {
                    Optional<Sealed.Abandoned> abandoned = sealUnlessGrown(upload, repository, reason);
                    if (abandoned.isPresent()) {
                        return abandoned.get();
                    }
                    // a chunk or another seal got there first: look again
                }
            }
        }
        throw new IllegalStateException("upload " + id + " grows too fast to be given up");
    }

    /**
     * Seals an unsealed upload at the end where it was seen: one try.
     *
     * @return empty when the upload has grown since, or was sealed
     */
    public Optional<Sealed.Abandoned> sealUnlessGrown(
            SpooledUpload seen, RepositoryName repository, Seal.Reason reason) {
        Seal.Abandoned seal = new Seal.Abandoned(repository, reason, seen.end());
        String key = StorageLayout.chunk(seen.id(), seen.end());
        return switch (writer.putIfAbsent(key, ObjectBody.of(""), seal.metadata())) {
            case PutResult.Created created -> Optional.of(new Sealed.Abandoned(seen, seal));
            case PutResult.AlreadyExists taken -> Optional.empty();
        };
    }

    /**
     * Deletes what was spooled. The seal stays, and the first chunk becomes a tombstone like it, for one PUT: at its place a
     * URL from before the first byte would begin the upload anew. To be called after whatever had to be told of it has been
     * told.
     */
    public void deleteChunks(Sealed.Abandoned abandoned) {
        SpooledUpload upload = abandoned.upload();
        String first = StorageLayout.chunk(upload.id(), 0);
        String seal = StorageLayout.chunk(upload.id(), abandoned.seal().size());
        if (!first.equals(seal)) {
            // over the chunk, so that its place is never free
            writer.put(first, ObjectBody.of(""), abandoned.seal().metadata());
        }
        deleter.delete(upload.keys()
                .filter(key -> !key.equals(first) && !key.equals(seal))
                .toList());
    }
}
