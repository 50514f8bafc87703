package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.ChunkMetadata;
import io.spoolway.spool.Seal;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invariants 3 and 6 where a request that broke left a chunk behind a hole: only the contiguous prefix counts, and what lies
 * past the hole neither blocks the upload when it is resumed, nor changes it, nor stays.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HolesDoNotBlockTest {
    private static final String REPOSITORY = "invariants/holes";
    private static final int MIB = 1 << 20;
    private static final int PREFIX = 3 * MIB;
    private static final int SIZE = 20 * MIB;
    private static final byte[] NOTHING = {};

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);

    @AfterAll
    void disconnect() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "within a chunk of the resumed upload, 14680064",
        "where the resumed upload begins a chunk, 11534336",
        "past the end, 25165824"
    })
    void aResumedUploadCompletesInSpiteOfAChunkBehindAHole(String where, int strayOffset) {
        byte[] blob = Blobs.random(SIZE);
        URI upload = begun(blob);
        UploadId id = Stores.uploadIn(upload);
        putStray(id, blob, strayOffset);

        HttpResponse<byte[]> status = registry.get(upload);
        assertThat(Registry.offset(status)).as(where).isEqualTo(PREFIX);

        URI whole = registry.resume(upload, blob);
        complete(whole, blob, NOTHING);
    }

    @Test
    void aCompletingRequestThatMeetsTheChunkIsToldWhereToGoOn() {
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        URI upload = begun(blob);
        putStray(Stores.uploadIn(upload), blob, PREFIX + 8 * MIB);

        HttpResponse<byte[]> refused =
                registry.put(Registry.withDigest(upload, digest), Arrays.copyOfRange(blob, PREFIX, SIZE));

        assertThat(refused.statusCode()).as(() -> Registry.describe(refused)).isEqualTo(416);
        complete(registry.resume(registry.location(refused), blob), blob, NOTHING);
    }

    @Test
    void aChunkThatBeginsWhereACompletingRequestEndsIsNoPartOfTheBlob() {
        byte[] blob = Blobs.random(SIZE);
        URI upload = begun(blob);
        putStray(Stores.uploadIn(upload), blob, SIZE);

        complete(upload, blob, Arrays.copyOfRange(blob, PREFIX, SIZE));
    }

    @Test
    void aCompletionThatWasSealedInFrontOfTheChunkIsFoundAgain() {
        byte[] blob = Blobs.random(SIZE);
        Digest digest = Registry.sha256(blob);
        int last = SIZE - MIB;
        URI upload = registry.location(registry.patch(registry.startUpload(REPOSITORY), Arrays.copyOf(blob, last)));
        UploadId id = Stores.uploadIn(upload);
        putStray(id, blob, SIZE);
        // as a node leaves it that dies between the seal and the event
        store.putIfAbsent(
                StorageLayout.chunk(id, last),
                ObjectBody.of(Arrays.copyOfRange(blob, last, SIZE)),
                new Seal.Completed(new RepositoryName(REPOSITORY), digest, SIZE).metadata());

        complete(upload, blob, Arrays.copyOfRange(blob, last, SIZE));
    }

    private URI begun(byte[] blob) {
        URI upload = registry.startUpload(REPOSITORY);
        return registry.location(registry.patch(upload, Arrays.copyOf(blob, PREFIX)));
    }

    /** As a request leaves it whose earlier chunks did not reach the store. */
    private void putStray(UploadId id, byte[] blob, int offset) {
        byte[] stray = offset < SIZE
                ? Arrays.copyOfRange(blob, offset, Math.min(offset + 8 * MIB, SIZE))
                : Blobs.random(2 * MIB);
        store.putIfAbsent(
                StorageLayout.chunk(id, offset),
                ObjectBody.of(stray),
                ChunkMetadata.chunk(new RepositoryName(REPOSITORY), "a request that broke"));
    }

    private void complete(URI upload, byte[] blob, byte[] rest) {
        Digest digest = Registry.sha256(blob);
        HttpResponse<byte[]> completed = registry.put(Registry.withDigest(upload, digest), rest);
        assertThat(completed.statusCode())
                .as(() -> Registry.describe(completed))
                .isEqualTo(201);
        assertThat(registry.get(Registry.blobPath(REPOSITORY, digest)).body()).isEqualTo(blob);
        UploadId id = Stores.uploadIn(upload);
        Eventually.await()
                .untilAsserted(
                        () -> assertThat(store.list(StorageLayout.upload(id))).isEmpty());
    }
}
