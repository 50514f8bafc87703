package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadRejected;
import io.spoolway.ingest.IngestService;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.service.StepService;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Invariant 1: nothing is readable at a final path unless its bytes hash to its digest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NothingIsReadableUnlessItHashesTest {
    private static final String REPOSITORY = "invariants/readable";
    private static final int MIB = 1 << 20;

    private final LocalStack stack = TestStack.bare();
    private final ObjectStore store = Stores.of(stack);
    private IngestService ingest;
    private Registry registry;

    @BeforeAll
    void startWithoutVerifierAndLinker() throws Exception {
        ingest = Services.ingest(Services.settings(stack, Map.of()));
        registry = Services.registry(ingest);
    }

    @AfterAll
    void stop() throws Exception {
        ingest.close();
        store.close();
    }

    /** Uploads that reach their final path in different ways, and the chunk of each that somebody changes. */
    private enum Shape {
        /** One chunk, which is copied. */
        ONE_CHUNK(List.of(100_000), 0),
        /** Chunks that become parts of an object as they are. */
        MANY_CHUNKS(List.of(8 * MIB, 3 * MIB), 8 * MIB),
        /** A chunk that is too small for a part, and is read and stored anew together with the next. */
        MERGED_CHUNKS(List.of(MIB, 6 * MIB), 0);

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<Integer> pieces;

        private final int changed;

        Shape(List<Integer> pieces, int changed) {
            this.pieces = pieces;
            this.changed = changed;
        }

        byte[] blob() {
            return Blobs.random(pieces.stream().mapToInt(Integer::intValue).sum());
        }
    }

    private record Pushed(Shape shape, UploadId id, Digest digest) {
        String victim() {
            return StorageLayout.chunk(id, shape.changed);
        }
    }

    @Test
    void aBlobIsRejectedThatDoesNotHashToTheDigestItIsPushedWith() throws Exception {
        Digest wrong = Registry.sha256(Blobs.random(10));
        Pushed pushed = push(Shape.MANY_CHUNKS, wrong);

        try (StepService verifier = Services.verifier(Services.settings(stack, Map.of()));
                StepService linker = Services.linker(Services.settings(stack, Map.of()))) {
            assertRejected(pushed, RejectReason.DIGEST_MISMATCH);
        }
    }

    @Test
    void aBlobIsRejectedOfWhichAChunkIsChangedBeforeItIsVerified() throws Exception {
        List<Pushed> all = Arrays.stream(Shape.values()).map(this::push).toList();
        all.forEach(this::change);
        Pushed incomplete = push(Shape.MANY_CHUNKS);
        store.delete(List.of(incomplete.victim()));

        try (StepService verifier = Services.verifier(Services.settings(stack, Map.of()));
                StepService linker = Services.linker(Services.settings(stack, Map.of()))) {
            all.forEach(pushed -> assertRejected(pushed, RejectReason.CHUNK_CHANGED));
            assertRejected(incomplete, RejectReason.CHUNK_MISSING);
        }
    }

    @Test
    void aBlobIsNotLinkedOfWhichAChunkIsChangedAfterItWasVerified() throws Exception {
        List<Pushed> all = Arrays.stream(Shape.values()).map(this::push).toList();
        Pushed incomplete = push(Shape.MANY_CHUNKS);
        try (StepService verifier = Services.verifier(Services.settings(stack, Map.of()))) {
            all.forEach(this::awaitVerified);
            awaitVerified(incomplete);
        }
        all.forEach(this::change);
        store.delete(List.of(incomplete.victim()));

        try (StepService linker = Services.linker(Services.settings(stack, Map.of()))) {
            all.forEach(pushed -> assertRejected(pushed, RejectReason.CHUNK_CHANGED));
            assertRejected(incomplete, RejectReason.CHUNK_MISSING);
        }
    }

    private Pushed push(Shape shape) {
        byte[] blob = shape.blob();
        return push(shape, blob, Registry.sha256(blob));
    }

    private Pushed push(Shape shape, Digest digest) {
        return push(shape, shape.blob(), digest);
    }

    private Pushed push(Shape shape, byte[] blob, Digest digest) {
        URI upload = registry.startUpload(REPOSITORY);
        int offset = 0;
        for (int piece : shape.pieces) {
            HttpResponse<byte[]> answer = registry.patch(upload, Arrays.copyOfRange(blob, offset, offset + piece));
            upload = registry.location(answer);
            offset += piece;
        }
        HttpResponse<byte[]> accepted =
                registry.put(Registry.withDigest(upload, digest), new byte[0], "Prefer", "respond-async");
        assertThat(accepted.statusCode()).as(() -> Registry.describe(accepted)).isEqualTo(202);
        return new Pushed(shape, Stores.uploadIn(upload), digest);
    }

    /** Puts as many other bytes in the place of a chunk. */
    private void change(Pushed pushed) {
        int size = Math.toIntExact(store.head(pushed.victim()).orElseThrow().size());
        store.put(pushed.victim(), ObjectBody.of(Blobs.random(size)));
    }

    private List<PipelineEvent> events(Pushed pushed) {
        return Events.of(stack.bootstrapServers(), pushed.id().toString());
    }

    private void awaitVerified(Pushed pushed) {
        Eventually.await().until(() -> events(pushed).getLast() instanceof BlobVerified);
    }

    private void assertRejected(Pushed pushed, RejectReason reason) {
        Eventually.await().until(() -> events(pushed).getLast() instanceof UploadRejected);
        List<PipelineEvent> events = events(pushed);
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        UploadRejected.class,
                        rejected -> assertThat(rejected.reason())
                                .as("%s: %s", pushed.shape(), rejected.detail())
                                .isEqualTo(reason));
        assertThat(events).noneMatch(event -> event instanceof BlobLinked);
        assertThat(store.head(StorageLayout.blobData(pushed.digest()))).isEmpty();
        assertThat(store.head(StorageLayout.layerLink(new RepositoryName(REPOSITORY), pushed.digest())))
                .isEmpty();
        assertThat(registry.get(Registry.blobPath(REPOSITORY, pushed.digest())).statusCode())
                .isEqualTo(404);
    }
}
