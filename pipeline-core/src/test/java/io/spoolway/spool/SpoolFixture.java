package io.spoolway.spool;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import io.spoolway.store.InMemoryObjects;
import io.spoolway.store.ObjectBody;
import java.util.Map;

/** An upload in a bucket in memory, as the requests of a client leave it there. */
final class SpoolFixture {
    static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    static final Digest DIGEST = Digest.finish(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256.newHash());

    final InMemoryObjects objects = new InMemoryObjects();
    final SpoolReader reader = new SpoolReader(objects, objects);

    /** Stores a chunk of so many bytes; the bytes tell its offset, so that no two have one ETag. */
    SpoolFixture chunk(long offset, int size) {
        return store(offset, body(offset, size), ChunkMetadata.chunk(REPOSITORY, "writer"));
    }

    /** Stores a last chunk that is the seal. */
    SpoolFixture sealingChunk(long offset, int size) {
        Seal seal = new Seal.Completed(REPOSITORY, DIGEST, offset + size);
        return store(offset, body(offset, size), ChunkMetadata.sealing(seal, "writer"));
    }

    /** Stores a seal that is an object of its own. */
    SpoolFixture seal(Seal seal) {
        return store(seal.size(), ObjectBody.of(""), seal.metadata());
    }

    /** Leaves the note of a rejection. */
    SpoolFixture rejectedNote() {
        objects.put(StorageLayout.rejected(ID), ObjectBody.of("{}"));
        return this;
    }

    SpooledUpload read() {
        return reader.read(ID);
    }

    /** The chunk of that place as it is in the bucket. */
    Chunk stored(long offset) {
        String key = StorageLayout.chunk(ID, offset);
        return objects.list(key)
                .map(object -> new Chunk(offset, object.size(), object.etag()))
                .findFirst()
                .orElseThrow();
    }

    static Seal.Completed completed(long size) {
        return new Seal.Completed(REPOSITORY, DIGEST, size);
    }

    static Seal.Abandoned cancelled(long size) {
        return new Seal.Abandoned(REPOSITORY, Seal.Reason.CANCELLED, size);
    }

    private SpoolFixture store(long offset, ObjectBody body, Map<String, String> metadata) {
        objects.putIfAbsent(StorageLayout.chunk(ID, offset), body, metadata);
        return this;
    }

    private static ObjectBody body(long offset, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) (offset + 1);
        return ObjectBody.of(bytes);
    }
}
