package io.spoolway.testing;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.UploadCompleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.ChunkMetadata;
import io.spoolway.spool.Seal;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.PutResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lays uploads into a store as ingest-api does. */
public final class Spool {
    public static final RepositoryName REPOSITORY = new RepositoryName("library/example");

    private final ObjectStore store;

    public Spool(ObjectStore store) {
        this.store = store;
    }

    /** A spooled upload that is sealed, and the events that belong to it. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
    public record SealedUpload(UploadId id, byte[] bytes, Digest digest, long sealOffset, List<Chunk> chunks) {
        public UploadCompleted completed() {
            return new UploadCompleted(
                    id,
                    REPOSITORY,
                    digest,
                    bytes.length,
                    sealOffset,
                    ChunkList.of(chunks),
                    new Client("127.0.0.1", "test"));
        }

        public BlobVerified verified() {
            return new BlobVerified(id, REPOSITORY, digest, bytes.length, sealOffset, ChunkList.of(chunks));
        }

        public String sealKey() {
            return StorageLayout.chunk(id, sealOffset);
        }
    }

    /** An id of an upload that was started then. */
    public static UploadId startedAt(Instant time) {
        UUID random = UploadId.next().uuid();
        return new UploadId(new UUID(
                (time.toEpochMilli() << 16) | (random.getMostSignificantBits() & 0xffff),
                random.getLeastSignificantBits()));
    }

    /**
     * Spools random bytes and seals them.
     *
     * @param separateSeal whether the seal is an object of its own; otherwise it is the last chunk
     */
    public SealedUpload sealed(boolean separateSeal, int... sizes) {
        return sealed(UploadId.next(), separateSeal, sizes);
    }

    /** The same with an id of one's own. */
    public SealedUpload sealed(UploadId id, boolean separateSeal, int... sizes) {
        byte[] bytes = Blobs.random(Arrays.stream(sizes).sum());
        return sealed(id, separateSeal, bytes, sizes);
    }

    /** Another upload of the same bytes. */
    public SealedUpload again(SealedUpload upload) {
        int[] sizes =
                upload.chunks().stream().mapToInt(chunk -> (int) chunk.size()).toArray();
        return sealed(UploadId.next(), true, upload.bytes(), sizes);
    }

    private SealedUpload sealed(UploadId id, boolean separateSeal, byte[] bytes, int... sizes) {
        Digest digest = Registry.sha256(bytes);
        Map<String, String> seal = new Seal.Completed(REPOSITORY, digest, bytes.length).metadata();
        List<Chunk> chunks = new ArrayList<>();
        int offset = 0;
        for (int size : sizes) {
            boolean isSeal = !separateSeal && offset + size == bytes.length;
            byte[] content = Arrays.copyOfRange(bytes, offset, offset + size);
            chunks.add(chunk(id, offset, content, isSeal ? seal : ChunkMetadata.chunk(REPOSITORY, "test")));
            offset += size;
        }
        if (separateSeal) {
            store.putIfAbsent(StorageLayout.chunk(id, offset), ObjectBody.of(""), seal);
        }
        long sealOffset = separateSeal ? offset : chunks.getLast().offset();
        return new SealedUpload(id, bytes, digest, sealOffset, chunks);
    }

    /** Spools a plain chunk of random bytes. */
    public Chunk chunk(UploadId id, long offset, int size) {
        byte[] bytes = Blobs.random(size);
        return chunk(id, offset, bytes, ChunkMetadata.chunk(REPOSITORY, "test"));
    }

    private Chunk chunk(UploadId id, long offset, byte[] bytes, Map<String, String> metadata) {
        if (store.putIfAbsent(StorageLayout.chunk(id, offset), ObjectBody.of(bytes), metadata)
                instanceof PutResult.Created(String etag)) {
            return new Chunk(offset, bytes.length, etag);
        }
        throw new AssertionError("there is a chunk already");
    }

    /** The keys of all that is spooled for an upload, without the prefix. */
    public List<String> keys(UploadId id) {
        String prefix = StorageLayout.upload(id);
        return store.list(prefix)
                .map(object -> object.key().substring(prefix.length()))
                .toList();
    }
}
