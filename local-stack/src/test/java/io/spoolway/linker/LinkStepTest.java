package io.spoolway.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.Rejection;
import io.spoolway.event.UploadRejected;
import io.spoolway.oci.Digest;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.stack.S3Server;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.StoreException;
import io.spoolway.testing.FaultyStore;
import io.spoolway.testing.FaultyStore.Fault;
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
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The linker's step on a real S3 server, and what becomes of it when it dies at any of its calls. */
class LinkStepTest {
    private static final int MIB = 1 << 20;
    private static final S3Server SERVER = start();

    private final ObjectStore store = Stores.at(SERVER.endpoint());
    private final Spool spool = new Spool(store);
    private final FaultyStore faulty = new FaultyStore(store);
    private final RecordedEvents events = new RecordedEvents();
    private final GroupedDeleter deleter = GroupedDeleter.over(faulty.store());

    /** The shapes that a spooled upload may have. */
    enum Shape {
        EMPTY(spool -> spool.sealed(true)),
        ONE_CHUNK(spool -> spool.sealed(false, 20_000)),
        ONE_CHUNK_AND_SEAL(spool -> spool.sealed(true, 20_000)),
        FULL_CHUNKS(spool -> spool.sealed(false, 5 * MIB, 5 * MIB, 1000)),
        BROKEN_CHUNKS_AND_SEAL(spool -> spool.sealed(true, 5 * MIB, 1000, 5 * MIB, 5 * MIB, 20, 30));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        private final Function<Spool, SealedUpload> maker;

        Shape(Function<Spool, SealedUpload> maker) {
            this.maker = maker;
        }

        SealedUpload spoolTo(Spool spool) {
            return maker.apply(spool);
        }
    }

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
        deleter.close();
        store.close();
    }

    /** A linker that has just been started: it remembers nothing. */
    private LinkStep newLinker() {
        ObjectStore through = faulty.store();
        SpoolReader reader = new SpoolReader(through, through);
        return new LinkStep(
                new FinalPath(
                        new StoredBlobs(through),
                        new RecentBlobs(100),
                        new RecordedChunks(reader),
                        through,
                        through,
                        new PartsCopier(through, new ChunkMerger(through, 64))),
                through,
                faulty.publisher(events),
                new SpoolCleaner(through, through, deleter),
                reader,
                new Rejections(through, faulty.publisher(events), Clock.systemUTC()));
    }

    @ParameterizedTest
    @EnumSource
    void bringsTheBytesToTheirFinalPathAndDeletesTheSpool(Shape shape) throws Exception {
        SealedUpload upload = shape.spoolTo(spool);

        newLinker().handle(upload.verified());

        assertLinkedOnce(upload);
    }

    @Test
    void aBlobOfOneChunkCostsACopyALinkAndADelete() throws Exception {
        SealedUpload upload = spool.sealed(true, 20_000);

        newLinker().handle(upload.verified());

        assertThat(faulty.calls()).containsExactly("copyIfMatch", "put", "publish", "delete");
    }

    @Test
    void aBlobThatWasLinkedHereOfLateIsNotCopiedAgain() throws Exception {
        LinkStep linker = newLinker();
        SealedUpload upload = spool.sealed(true, 20_000);
        linker.handle(upload.verified());
        SealedUpload same = spool.again(upload);
        faulty.allow();

        linker.handle(same.verified());

        assertThat(faulty.calls()).containsExactly("head", "head", "put", "publish", "delete");
        assertThat(events.of(same.id())).containsExactly(linked(same, false));
    }

    @Test
    void aBlobThatWasDeletedSinceItWasLinkedHereIsCopiedAgain() throws Exception {
        LinkStep linker = newLinker();
        SealedUpload upload = spool.sealed(true, 20_000);
        linker.handle(upload.verified());
        store.delete(List.of(StorageLayout.blobData(upload.digest())));
        SealedUpload same = spool.again(upload);

        linker.handle(same.verified());

        assertLinkedOnce(same);
    }

    @Test
    void manyChunksOfABlobThatIsStoredAreNotCopied() throws Exception {
        SealedUpload upload = spool.sealed(false, 5 * MIB, 5 * MIB);
        newLinker().handle(upload.verified());
        SealedUpload same = spool.again(upload);
        faulty.allow();

        newLinker().handle(same.verified());

        assertThat(faulty.calls()).doesNotContain("startMultipart", "copyIfMatch");
        assertThat(events.of(same.id())).containsExactly(linked(same, false));
        assertThat(spool.keys(same.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whereverItDiesTheRedeliveredEventBringsItToTheSameEnd(Shape shape) throws Exception {
        newLinker().handle(shape.spoolTo(spool).verified());
        List<String> calls = faulty.calls();
        for (int call = 0; call < calls.size(); call++) {
            for (Fault fault : faultsOf(calls.get(call))) {
                SealedUpload upload = shape.spoolTo(spool);
                faulty.failAt(call, fault);
                assertThat(dies(newLinker(), upload)).isTrue();
                String where = "died %s call %d of %s".formatted(fault, call, faulty.calls());
                faulty.allow();

                newLinker().handle(upload.verified());
                assertLinked(where, upload);
                newLinker().handle(upload.verified());
                assertLinked(where, upload);
            }
        }
    }

    private static Collection<Fault> faultsOf(String call) {
        return call.equals("delete")
                ? EnumSet.complementOf(EnumSet.of(Fault.REFUSED))
                : EnumSet.of(Fault.BEFORE, Fault.AFTER);
    }

    /** Else the step would fail until the upload had a second end, which says that it failed. */
    @Test
    void aDeleteThatIsRefusedIsLeftToTheJanitorSinceTheUploadHasEnded() throws Exception {
        newLinker().handle(spool.sealed(true, 20_000).verified());
        SealedUpload upload = spool.sealed(true, 20_000);
        faulty.failAt(faulty.calls().indexOf("delete"), Fault.REFUSED);

        newLinker().handle(upload.verified());

        assertThat(faulty.calls()).endsWith("delete");
        assertThat(events.of(upload.id())).containsExactly(linked(upload, true));
        assertThat(spool.keys(upload.id())).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatComesAgainDoesNotBringBackALinkThatWasDeleted(Shape shape) throws Exception {
        SealedUpload upload = shape.spoolTo(spool);
        LinkStep linker = newLinker();
        linker.handle(upload.verified());
        String link = StorageLayout.layerLink(Spool.REPOSITORY, upload.digest());
        store.delete(List.of(link));

        linker.handle(upload.verified());
        newLinker().handle(upload.verified());

        assertThat(store.head(link)).isEmpty();
        assertThat(events.of(upload.id())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = "EMPTY", mode = EnumSource.Mode.EXCLUDE)
    void aChunkThatChangedSinceItWasVerifiedIsNotLinked(Shape shape) throws Exception {
        SealedUpload upload = shape.spoolTo(spool);
        store.put(StorageLayout.chunk(upload.id(), upload.chunks().getLast().offset()), ObjectBody.of("evil"));

        newLinker().handle(upload.verified());

        assertRejected(upload, RejectReason.CHUNK_CHANGED);
    }

    @ParameterizedTest
    @EnumSource(names = "EMPTY", mode = EnumSource.Mode.EXCLUDE)
    void aChunkThatIsGoneEndsInARejection(Shape shape) throws Exception {
        SealedUpload upload = shape.spoolTo(spool);
        store.delete(List.of(
                StorageLayout.chunk(upload.id(), upload.chunks().getLast().offset())));

        newLinker().handle(upload.verified());

        assertRejected(upload, RejectReason.CHUNK_MISSING);
    }

    private static boolean dies(LinkStep linker, SealedUpload upload) throws InterruptedException {
        try {
            linker.handle(upload.verified());
            return false;
        } catch (StoreException.Unavailable e) {
            return true;
        }
    }

    private void assertLinkedOnce(SealedUpload upload) {
        assertLinked("handled once", upload);
        assertThat(Registry.sha256(Stores.content(store, StorageLayout.blobData(upload.digest()))))
                .isEqualTo(upload.digest());
        assertThat(events.of(upload.id())).hasSize(1);
    }

    private void assertLinked(String where, SealedUpload upload) {
        Digest digest = upload.digest();
        assertThat(events.of(upload.id())).as(where).isNotEmpty().allMatch(event -> event instanceof BlobLinked);
        assertThat(events.of(upload.id()).stream().map(PipelineEvent::id).distinct())
                .as(where)
                .hasSize(1);
        assertThat(Stores.content(store, StorageLayout.layerLink(Spool.REPOSITORY, digest)))
                .asString()
                .isEqualTo(digest.toString());
        assertThat(spool.keys(upload.id())).as(where).isEmpty();
        assertThat(store.head(StorageLayout.blobData(digest))).as(where).isPresent();
    }

    private void assertRejected(SealedUpload upload, RejectReason reason) {
        assertThat(events.of(upload.id()))
                .singleElement()
                .isInstanceOfSatisfying(
                        UploadRejected.class,
                        event -> assertThat(event.reason()).isEqualTo(reason));
        assertThat(Rejection.parse(Stores.content(store, StorageLayout.rejected(upload.id())))
                        .reason())
                .isEqualTo(reason);
        assertThat(store.head(StorageLayout.blobData(upload.digest()))).isEmpty();
        assertThatThrownBy(() -> Stores.content(store, StorageLayout.layerLink(Spool.REPOSITORY, upload.digest())))
                .isInstanceOf(AssertionError.class);
    }

    private static BlobLinked linked(SealedUpload upload, boolean copied) {
        return new BlobLinked(upload.id(), Spool.REPOSITORY, upload.digest(), upload.bytes().length, copied);
    }
}
