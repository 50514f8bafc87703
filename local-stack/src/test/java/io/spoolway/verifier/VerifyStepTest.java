package io.spoolway.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.ChunkList;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.Rejection;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadRejected;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.stack.S3Server;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.FaultyStore;
import io.spoolway.testing.RecordedEvents;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Spool;
import io.spoolway.testing.Spool.SealedUpload;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import io.spoolway.work.RecordedChunks;
import io.spoolway.work.Rejections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier's step on a real S3 SERVER. */
class VerifyStepTest {
    private static final int MIB = 1 << 20;
    private static final S3Server SERVER = start();

    private final ObjectStore store = Stores.at(SERVER.endpoint());
    private final Spool spool = new Spool(store);
    private final FaultyStore counted = new FaultyStore(store);
    private final RecordedEvents events = new RecordedEvents();
    private final VerifyStep step = step();

    private static S3Server start() {
        try {
            return S3Server.start(TestStack.temporaryDirectory(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.close();
    }

    @AfterEach
    void disconnect() {
        store.close();
    }

    private VerifyStep step() {
        ObjectStore through = counted.store();
        return new VerifyStep(
                new RecordedChunks(new SpoolReader(through, through)),
                new SpoolHasher(through),
                new StoredBlobs(through),
                events,
                new Rejections(through, events, Clock.systemUTC()));
    }

    @Test
    void oneChunkCostsOneGet() throws Exception {
        SealedUpload upload = spool.sealed(true, 20_000);

        step.handle(upload.completed());

        assertThat(counted.calls()).containsExactly("openIfMatch");
        assertThat(events.of(upload.id())).containsExactly(upload.verified());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyChunksAreHashedInTheirOrder(boolean separateSeal) throws Exception {
        SealedUpload upload = spool.sealed(separateSeal, 9 * MIB, 17, 3 * MIB, 1000, 12 * MIB);

        step.handle(upload.completed());

        assertThat(events.of(upload.id())).containsExactly(upload.verified());
    }

    @Test
    void anEmptyBlobNeedsNoBytes() throws Exception {
        SealedUpload upload = spool.sealed(true);

        step.handle(upload.completed());

        assertThat(events.of(upload.id())).containsExactly(upload.verified());
    }

    @Test
    void theAlgorithmIsThatOfTheDigest() throws Exception {
        SealedUpload upload = spool.sealed(true, 300, 400);

        step.handle(declaring(upload, Registry.digest(DigestAlgorithm.SHA512, upload.bytes())));

        assertThat(events.of(upload.id())).singleElement().isInstanceOf(BlobVerified.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListThatWasTooLongForTheEventIsReadFromTheStore(boolean separateSeal) throws Exception {
        SealedUpload upload = spool.sealed(separateSeal, 10, 20, 30);
        // what a broken request left behind a hole may begin just where the upload ends
        if (!separateSeal) {
            spool.chunk(upload.id(), 60, 5);
        }

        step.handle(withoutList(upload.completed()));

        assertThat(events.of(upload.id())).singleElement().isInstanceOf(BlobVerified.class);
    }

    @Test
    void otherChunksThanThoseThatWereRecordedAreRejected() throws Exception {
        SealedUpload upload = spool.sealed(true, 10, 20, 30);
        store.put(StorageLayout.chunk(upload.id(), 10), ObjectBody.of("12345678901234567890"));

        step.handle(withoutList(upload.completed()));

        assertRejected(upload, RejectReason.CHUNK_CHANGED, "3 chunks");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void bytesThatHashToAnotherDigestAreRejectedWithBothDigests(int chunks) throws Exception {
        SealedUpload upload = chunks == 1 ? spool.sealed(false, 600) : spool.sealed(true, 100, 200, 300);
        Digest other = Registry.sha256(new byte[1]);

        step.handle(declaring(upload, other));

        assertRejected(upload, RejectReason.DIGEST_MISMATCH, other.toString());
        assertRejected(upload, RejectReason.DIGEST_MISMATCH, upload.digest().toString());
        assertRejected(upload, RejectReason.DIGEST_MISMATCH, "600 bytes");
    }

    @Test
    void aRejectionThatIsDoneAgainIsTheSameEvent() throws Exception {
        SealedUpload upload = spool.sealed(false, 600);
        UploadCompleted wrong = declaring(upload, Registry.sha256(new byte[1]));

        step.handle(wrong);
        step.handle(wrong);

        assertThat(events.of(upload.id()).stream().map(PipelineEvent::id).distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aChunkThatIsGoneIsRejected(int index) throws Exception {
        SealedUpload upload = spool.sealed(false, 100, 200, 300);
        Chunk chunk = upload.chunks().get(index);
        store.delete(List.of(StorageLayout.chunk(upload.id(), chunk.offset())));

        step.handle(upload.completed());

        assertRejected(upload, RejectReason.CHUNK_MISSING, "offset " + chunk.offset());
    }

    @Test
    void aChunkThatWasChangedIsRejected() throws Exception {
        SealedUpload upload = spool.sealed(true, 100, 200);
        store.put(StorageLayout.chunk(upload.id(), 100), ObjectBody.of("evil"));

        step.handle(upload.completed());

        assertRejected(upload, RejectReason.CHUNK_CHANGED, "offset 100");
    }

    @Test
    void anEventThatComesAgainAfterTheEndIsNotToldOf() throws Exception {
        SealedUpload upload = spool.sealed(true, 100, 200);
        link(upload);
        store.delete(
                List.of(upload.sealKey(), StorageLayout.chunk(upload.id(), 0), StorageLayout.chunk(upload.id(), 100)));

        step.handle(upload.completed());

        assertThat(events.of(upload.id())).isEmpty();
    }

    @Test
    void anEventThatComesAgainWhileTheSpoolIsBeingDeletedIsNotToldOf() throws Exception {
        SealedUpload upload = spool.sealed(true, 100, 200);
        link(upload);
        store.delete(List.of(StorageLayout.chunk(upload.id(), 0)));

        step.handle(upload.completed());

        assertThat(events.of(upload.id())).isEmpty();
    }

    private void link(SealedUpload upload) {
        store.put(StorageLayout.blobData(upload.digest()), ObjectBody.of(upload.bytes()));
        store.put(StorageLayout.layerLink(Spool.REPOSITORY, upload.digest()), ObjectBody.of("link"));
    }

    private static UploadCompleted declaring(SealedUpload upload, Digest digest) {
        UploadCompleted event = upload.completed();
        return new UploadCompleted(
                event.uploadId(),
                event.repository(),
                digest,
                event.size(),
                event.sealOffset(),
                event.chunks(),
                event.client());
    }

    /** As if there were too many chunks for an event. */
    private static UploadCompleted withoutList(UploadCompleted event) {
        ChunkList list = event.chunks();
        return new UploadCompleted(
                event.uploadId(),
                event.repository(),
                event.digest(),
                event.size(),
                event.sealOffset(),
                new ChunkList(list.count(), list.fingerprint(), new ArrayList<>()),
                event.client());
    }

    private void assertRejected(SealedUpload upload, RejectReason reason, String detail) {
        assertThat(events.of(upload.id())).singleElement().isInstanceOfSatisfying(UploadRejected.class, event -> {
            assertThat(event.reason()).isEqualTo(reason);
            assertThat(event.detail()).contains(detail);
        });
        Rejection note = Rejection.parse(Stores.content(store, StorageLayout.rejected(upload.id())));
        assertThat(note.reason()).isEqualTo(reason);
        assertThat(note.detail()).contains(detail);
    }
}
