package io.spoolway.ingest.upload;

import io.spoolway.fault.Backoff;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.ChunkMetadata;
import io.spoolway.spool.Seal;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.PutResult;
import io.spoolway.store.StoreException;
import io.spoolway.store.StoredObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Creates the objects of one request in the spool, each at an offset that nobody has taken before. */
final class ChunkWriter {
    private static final int TRIES = 3;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final UploadId id;
    private final RepositoryName repository;
    private final String name = UUID.randomUUID().toString();

    ChunkWriter(ObjectWriter writer, ObjectReader reader, UploadId id, RepositoryName repository) {
        this.writer = writer;
        this.reader = reader;
        this.id = id;
        this.repository = repository;
    }

    /**
     * Stores a chunk, which is the seal too if one is given.
     *
     * @throws OffsetTakenException when something else is there already
     * @throws StoreException when the store does not answer, even after some tries
     */
    Chunk chunk(long offset, ObjectBody body, Optional<Seal.Completed> seal) throws InterruptedException {
        Map<String, String> metadata =
                seal.map(s -> ChunkMetadata.sealing(s, name)).orElseGet(() -> ChunkMetadata.chunk(repository, name));
        return new Chunk(offset, body.length(), create(offset, body, metadata));
    }

    /** Stores the seal as an object of its own; throws as {@link #chunk} does. */
    void seal(Seal.Completed seal) throws InterruptedException {
        create(seal.size(), ObjectBody.of(""), ChunkMetadata.sealing(seal, name));
    }

    private String create(long offset, ObjectBody body, Map<String, String> metadata) throws InterruptedException {
        String key = StorageLayout.chunk(id, offset);
        for (int failures = 0; ; failures++) {
            try {
                return switch (writer.putIfAbsent(key, body, metadata)) {
                    case PutResult.Created created -> created.etag();
                    case PutResult.AlreadyExists taken -> ownEtag(key, offset, failures > 0);
                };
            } catch (StoreException.Unavailable e) {
                if (failures + 1 == TRIES) {
                    throw e;
                }
                Thread.sleep(BACKOFF.pause(failures + 1));
            }
        }
    }

    /** After a lost answer the object that is in the way may be our own. */
    private String ownEtag(String key, long offset, boolean answerWasLost) {
        Optional<StoredObject> own = answerWasLost
                ? reader.head(key).filter(object -> ChunkMetadata.isBy(object.metadata(), name))
                : Optional.empty();
        return own.orElseThrow(() -> new OffsetTakenException(offset)).etag();
    }
}
