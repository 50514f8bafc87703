package io.spoolway.linker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadCancelled;
import io.spoolway.event.UploadExpired;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.Work;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.SpooledUpload;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
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
import io.spoolway.work.Rejections;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The janitor on a real S3 server; time passes by its clock. */
class JanitorTest {
    private static final Duration EXPIRY = Duration.ofDays(7);
    private static final Duration REJECTED = Duration.ofDays(3);
    private static final Duration LEFTOVERS = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final RecordedEvents events = new RecordedEvents();
    private final List<Deed> deeds = new ArrayList<>();
    private S3Server server;
    private ObjectStore store;
    private Spool spool;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(TestStack.temporaryDirectory(), 0);
        store = Stores.at(server.endpoint());
        spool = new Spool(store);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    private Janitor janitor(ObjectStore through, Duration later) {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        return new Janitor(through, events, clock, new Retention(EXPIRY, REJECTED, LEFTOVERS));
    }

    /** A sweep as it would be after this time. */
    private Janitor.Summary sweepAfter(Duration later) throws InterruptedException {
        deeds.clear();
        Janitor.Summary summary = janitor(store, later).sweep(EXPIRY, false, deeds::add);
        assertThat(summary.failures()).isZero();
        return summary;
    }

    @Test
    void anUploadThatProgressesIsLeftAlone() throws Exception {
        UploadId old = Spool.startedAt(Instant.now().minus(Duration.ofDays(30)));
        spool.chunk(old, 0, 100);

        Janitor.Summary summary = sweepAfter(EXPIRY.minus(HOUR));

        assertThat(summary.examined()).isEqualTo(1);
        assertThat(summary.isQuiet()).isTrue();
        assertThat(spool.keys(old)).hasSize(1);
    }

    @Test
    void aYoungUploadIsNotEvenLookedAt() throws Exception {
        spool.chunk(UploadId.next(), 0, 100);

        assertThat(sweepAfter(HOUR).examined()).isZero();
    }

    @Test
    void anUploadWithoutProgressExpiresAndLeavesATombstoneForAsLongAsItsUrlWasGood() throws Exception {
        UploadId id = UploadId.next();
        spool.chunk(id, 0, 100);
        spool.chunk(id, 100, 50);
        spool.chunk(id, 1000, 7); // behind a hole

        Janitor.Summary summary = sweepAfter(EXPIRY.plus(HOUR));

        assertThat(summary.count(Deed.Kind.EXPIRED)).isEqualTo(1);
        assertThat(summary.bytes()).isEqualTo(157);
        assertThat(events.of(id)).singleElement().isInstanceOfSatisfying(UploadExpired.class, event -> {
            assertThat(event.repository()).isEqualTo(Spool.REPOSITORY);
            assertThat(event.size()).isEqualTo(150);
            assertThat(event.lastProgress()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
        assertThat(spool.keys(id)).containsExactly("00000000000000000000", "00000000000000000150");

        assertThat(sweepAfter(EXPIRY.minus(HOUR)).isQuiet()).isTrue();
        assertThat(sweepAfter(EXPIRY.plus(HOUR)).count(Deed.Kind.TOMBSTONE_DELETED))
                .isEqualTo(1);
        assertThat(spool.keys(id)).isEmpty();
        assertThat(events.of(id)).hasSize(1);
    }

    @Test
    void chunksBehindAHoleAndNothingElseExpireAsAnUploadOfNoBytes() throws Exception {
        UploadId id = UploadId.next();
        spool.chunk(id, 1000, 7);

        sweepAfter(EXPIRY.plus(HOUR));

        assertThat(events.of(id))
                .singleElement()
                .isInstanceOfSatisfying(
                        UploadExpired.class, event -> assertThat(event.size()).isZero());
        assertThat(spool.keys(id)).containsExactly("00000000000000000000");
    }

    @Test
    void objectsThatSpoolwayDidNotWriteAreDeletedWithoutAnEvent() throws Exception {
        UploadId id = UploadId.next();
        store.put(StorageLayout.upload(id) + "foreign", ObjectBody.of("what is this"));

        assertThat(sweepAfter(EXPIRY.plus(HOUR)).count(Deed.Kind.JUNK_DELETED)).isEqualTo(1);
        assertThat(spool.keys(id)).isEmpty();
        assertThat(events.of(id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatACrashLeftOfAnUploadThatWasGivenUpIsToldAgainAndDeleted(Seal.Reason reason) throws Exception {
        UploadId id = UploadId.next();
        spool.chunk(id, 0, 100);
        new Abandonment(new SpoolReader(store, store), store, store).seal(id, Spool.REPOSITORY, reason);

        assertThat(sweepAfter(EXPIRY.plus(HOUR)).count(Deed.Kind.FINISHED)).isEqualTo(1);

        assertThat(events.of(id))
                .singleElement()
                .isInstanceOf(
                        switch (reason) {
                            case CANCELLED -> UploadCancelled.class;
                            case EXPIRED -> UploadExpired.class;
                        });
        assertThat(spool.keys(id)).containsExactly("00000000000000000000", "00000000000000000100");
    }

    /** Another janitor may finish what one has finished, and deleted since. */
    @Test
    void aTombstoneThatIsLeftAloneIsDeletedToo() throws Exception {
        UploadId id = UploadId.next();
        Seal seal = new Seal.Abandoned(Spool.REPOSITORY, Seal.Reason.CANCELLED, 100);
        store.put(StorageLayout.chunk(id, 0), ObjectBody.of(""), seal.metadata());

        assertThat(sweepAfter(EXPIRY.plus(HOUR)).count(Deed.Kind.TOMBSTONE_DELETED))
                .isEqualTo(1);
        assertThat(spool.keys(id)).isEmpty();
        assertThat(events.of(id)).isEmpty();
    }

    @Test
    void aSealedUploadNeverExpires() throws Exception {
        SealedUpload one = spool.sealed(false, 100);
        SealedUpload two = spool.sealed(true, 100, 200);
        SealedUpload empty = spool.sealed(true);

        assertThat(sweepAfter(Duration.ofDays(1000)).isQuiet()).isTrue();

        assertThat(spool.keys(one.id())).hasSize(1);
        assertThat(spool.keys(two.id())).hasSize(3);
        assertThat(spool.keys(empty.id())).hasSize(1);
    }

    @Test
    void aSealedUploadNeverExpiresThoughAStaleChunkHidesItsSeal() throws Exception {
        SealedUpload upload = spool.sealed(false, 100, 200);
        spool.chunk(upload.id(), 300, 50);
        SpooledUpload seen = new SpoolReader(store, store).read(upload.id());
        assertThat(seen.seal()).as("the seal is hidden").isEmpty();

        assertThat(sweepAfter(Duration.ofDays(1000)).isQuiet()).isTrue();
        assertThat(spool.keys(upload.id())).hasSize(3);

        link(upload);
        assertThat(sweepAfter(Duration.ofDays(1000)).count(Deed.Kind.LEFTOVERS_DELETED))
                .isEqualTo(1);
        assertThat(spool.keys(upload.id())).isEmpty();
    }

    @Test
    void theSpoolOfARejectedUploadIsKeptForAWhile() throws Exception {
        SealedUpload upload = spool.sealed(true, 100, 200);
        reject(upload);

        assertThat(sweepAfter(REJECTED.minus(HOUR)).isQuiet()).isTrue();
        assertThat(spool.keys(upload.id())).hasSize(4);

        assertThat(sweepAfter(REJECTED.plus(HOUR)).count(Deed.Kind.REJECTED_DELETED))
                .isEqualTo(1);
        assertThat(spool.keys(upload.id())).isEmpty();
        assertThat(events.of(upload.id())).hasSize(1);
    }

    @Test
    void leftoversOfALinkedUploadAreDeletedAfterAGrace() throws Exception {
        SealedUpload upload = spool.sealed(true, 100, 200);
        link(upload);

        assertThat(janitor(store, LEFTOVERS.minus(HOUR))
                        .sweep(Duration.ZERO, false)
                        .isQuiet())
                .isTrue();
        assertThat(janitor(store, LEFTOVERS.plus(HOUR))
                        .sweep(Duration.ZERO, false)
                        .count(Deed.Kind.LEFTOVERS_DELETED))
                .isEqualTo(1);

        assertThat(events.of(upload.id()))
                .containsExactly(new BlobLinked(upload.id(), Spool.REPOSITORY, upload.digest(), 300, false));
        assertThat(spool.keys(upload.id())).isEmpty();
    }

    @Test
    void theEndOfWhatTheStoreRefusesToDeleteIsToldOnceAndNotInEverySweep() throws Exception {
        SealedUpload linked = spool.sealed(true, 100, 200);
        link(linked);
        UploadId expired = UploadId.next();
        spool.chunk(expired, 0, 100);
        spool.chunk(expired, 100, 100);
        AtomicBoolean held = new AtomicBoolean(true);
        Janitor janitor = janitor(heldWhile(held), EXPIRY.plus(HOUR));

        for (int sweep = 0; sweep < 3; sweep++) {
            assertThat(janitor.sweep(EXPIRY, false).failures()).isEqualTo(2);
        }
        assertThat(events.of(linked.id())).hasSize(1);
        assertThat(events.of(expired)).hasSize(1);

        held.set(false);
        Janitor.Summary summary = janitor.sweep(EXPIRY, false);
        assertThat(summary.deeds()).isEqualTo(Map.of(Deed.Kind.FINISHED, 1, Deed.Kind.LEFTOVERS_DELETED, 1));
        assertThat(spool.keys(linked.id())).isEmpty();
        assertThat(events.of(linked.id())).hasSize(1);
        assertThat(events.of(expired)).hasSize(1);
    }

    /** The store; as long as this is true it deletes nothing. */
    private ObjectStore heldWhile(AtomicBoolean held) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("delete") && held.get()) {
                throw new StoreException.Refused("held", new IllegalStateException("AccessDenied"));
            }
            return method.invoke(store, arguments);
        };
        return (ObjectStore)
                Proxy.newProxyInstance(ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, handler);
    }

    @Test
    void aLinkWithoutBytesOrOlderThanTheSealIsNoEnd() throws Exception {
        SealedUpload first = spool.sealed(true, 100);
        store.put(StorageLayout.layerLink(Spool.REPOSITORY, first.digest()), ObjectBody.of("link"));
        assertThat(sweepAfter(Duration.ofDays(1000)).isQuiet()).isTrue();

        store.put(StorageLayout.blobData(first.digest()), ObjectBody.of(first.bytes()));
        Thread.sleep(1_100); // a store tells times to the second
        SealedUpload second = spool.again(first);
        sweepAfter(Duration.ofDays(1000));

        assertThat(spool.keys(first.id())).isEmpty();
        assertThat(spool.keys(second.id())).hasSize(2);
    }

    @Test
    void theBlobOfALinkerThatWasKilledIsDroppedSomeTimeAfterItWasSeen() throws Exception {
        String key = StorageLayout.blobData(Registry.sha256(new byte[] {1}));
        store.startMultipart(key).putPart(1, ObjectBody.of("a part"));
        MutableClock clock = new MutableClock();
        Janitor janitor = new Janitor(store, events, clock, new Retention(EXPIRY, REJECTED, LEFTOVERS));

        assertThat(janitor.sweep(EXPIRY, false).isQuiet()).isTrue();
        clock.advance(LEFTOVERS.minus(HOUR));
        assertThat(janitor.sweep(EXPIRY, false).isQuiet()).isTrue();
        assertThat(store.unfinished(StorageLayout.blobs())).hasSize(1);
        clock.advance(HOUR);
        assertThat(janitor.sweep(EXPIRY, false).count(Deed.Kind.UNFINISHED_DROPPED))
                .isEqualTo(1);

        assertThat(store.unfinished(StorageLayout.blobs())).isEmpty();
    }

    @Test
    void aDryRunTellsAndDoesNothing() throws Exception {
        UploadId old = UploadId.next();
        spool.chunk(old, 0, 100);
        SealedUpload rejected = spool.sealed(true, 100);
        reject(rejected);

        Janitor.Summary summary = janitor(store, EXPIRY.plus(HOUR)).sweep(EXPIRY, true, deeds::add);

        assertThat(summary.count(Deed.Kind.EXPIRED)).isEqualTo(1);
        assertThat(summary.count(Deed.Kind.REJECTED_DELETED)).isEqualTo(1);
        assertThat(deeds)
                .extracting(Deed::toString)
                .contains("expired upload " + old + " to library/example, 100 bytes");
        assertThat(spool.keys(old)).hasSize(1);
        assertThat(spool.keys(rejected.id())).hasSize(3);
        assertThat(events.of(old)).isEmpty();
    }

    @Test
    void anUploadThatGrowsJustNowIsNotExpired() throws Exception {
        UploadId id = UploadId.next();
        Chunk chunk = spool.chunk(id, 0, 100);
        Examination examination = new Examination(
                store,
                events,
                new Retention(EXPIRY, REJECTED, LEFTOVERS),
                Instant.now().plus(Duration.ofDays(30)),
                EXPIRY);
        Examination.Errand errand = examination.examine(id).orElseThrow();
        spool.chunk(id, chunk.end(), 10);

        assertThat(errand.work().run()).isFalse();

        assertThat(spool.keys(id)).hasSize(2);
        assertThat(events.of(id)).isEmpty();
    }

    @Test
    void whereverItDiesTheNextSweepBringsEveryUploadToItsEnd() throws Exception {
        for (Fault fault : List.of(Fault.BEFORE, Fault.AFTER, Fault.AFTER_FIRST_KEY, Fault.AFTER_LAST_KEY)) {
            boolean died = true;
            for (int call = 0; died; call++) {
                UploadId expired = UploadId.next();
                spool.chunk(expired, 0, 100);
                spool.chunk(expired, 100, 100);
                SealedUpload rejected = spool.sealed(true, 100, 200);
                reject(rejected);
                SealedUpload linked = spool.sealed(true, 100, 200);
                link(linked);
                FaultyStore faulty = new FaultyStore(store);
                faulty.failAt(call, fault);
                died = Stream.of(expired, rejected.id(), linked.id())
                                .filter(id -> dies(faulty, id, EXPIRY.plus(HOUR)))
                                .count()
                        > 0;
                String where = "died %s call %d of %s".formatted(fault, call, faulty.calls());

                FaultyStore healthy = new FaultyStore(store);
                for (UploadId id : List.of(expired, rejected.id(), linked.id())) {
                    assertThat(dies(healthy, id, EXPIRY.plus(HOUR))).isFalse();
                    assertThat(dies(healthy, id, EXPIRY.multipliedBy(3))).isFalse();
                }

                assertThat(spool.keys(expired)).as(where).isEmpty();
                assertThat(spool.keys(rejected.id())).as(where).isEmpty();
                assertThat(spool.keys(linked.id())).as(where).isEmpty();
                assertThat(events.of(expired)).as(where).isNotEmpty().allMatch(event -> event instanceof UploadExpired);
                assertThat(events.of(rejected.id())).as(where).singleElement().isInstanceOf(UploadRejected.class);
                assertThat(events.of(linked.id()))
                        .as(where)
                        .isNotEmpty()
                        .allMatch(event -> event instanceof BlobLinked);
            }
        }
    }

    private boolean dies(FaultyStore faulty, UploadId id, Duration later) {
        try {
            new Examination(
                            faulty.store(),
                            faulty.publisher(events),
                            new Retention(EXPIRY, REJECTED, LEFTOVERS),
                            Instant.now().plus(later),
                            EXPIRY)
                    .examine(id)
                    .ifPresent(errand -> errand.work().run());
            return false;
        } catch (StoreException.Unavailable e) {
            return true;
        }
    }

    private static final class MutableClock extends Clock {
        private Instant now = Instant.now();

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private void link(SealedUpload upload) {
        store.put(StorageLayout.blobData(upload.digest()), ObjectBody.of(upload.bytes()));
        store.put(
                StorageLayout.layerLink(Spool.REPOSITORY, upload.digest()),
                ObjectBody.of(upload.digest().toString()));
    }

    private void reject(SealedUpload upload) {
        new Rejections(store, events, Clock.systemUTC())
                .reject(
                        new UploadRejected(
                                upload.id(),
                                Spool.REPOSITORY,
                                upload.digest(),
                                upload.bytes().length,
                                RejectReason.DIGEST_MISMATCH,
                                "test"),
                        Work.beginning(EventType.UPLOAD_COMPLETED));
    }
}
