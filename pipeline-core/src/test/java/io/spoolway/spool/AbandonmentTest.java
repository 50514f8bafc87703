package io.spoolway.spool;

import static io.spoolway.spool.SpoolFixture.ID;
import static io.spoolway.spool.SpoolFixture.REPOSITORY;
import static io.spoolway.spool.SpoolFixture.cancelled;
import static io.spoolway.spool.SpoolFixture.completed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.spoolway.spool.Abandonment.Sealed;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.PutResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AbandonmentTest {
    private final SpoolFixture spool = new SpoolFixture();
    private final Abandonment abandonment = new Abandonment(spool.reader, spool.objects, spool.objects);

    @Test
    void sealsTheUploadAtItsEndAndThenDeletesItsChunks() {
        spool.chunk(0, 8).chunk(8, 8);

        Sealed.Abandoned sealed = abandoned(abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED));

        assertThat(sealed.seal()).isEqualTo(cancelled(16));
        assertThat(spool.read().seal()).hasValue(cancelled(16));
        assertThat(spool.read().chunks()).hasSize(2);

        abandonment.deleteChunks(sealed);

        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 16));
    }

    @Test
    void sealsAnUploadThatHasNoByteYet() {
        Sealed sealed = abandonment.seal(ID, REPOSITORY, Seal.Reason.EXPIRED);

        assertThat(abandoned(sealed).seal()).isEqualTo(new Seal.Abandoned(REPOSITORY, Seal.Reason.EXPIRED, 0));
        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0));
    }

    @Test
    void deletesWhatLiesBehindAHoleToo() {
        spool.chunk(0, 8).chunk(100, 8);

        abandonment.deleteChunks(abandoned(abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED)));

        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 8));
    }

    @Test
    void leavesNoRoomForALateChunk() {
        spool.chunk(0, 8);
        abandonment.deleteChunks(abandoned(abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED)));

        spool.chunk(8, 8); // by a request that does not know
        spool.chunk(0, 8); // by one with a URL from before the first byte

        assertThat(spool.objects.list(StorageLayout.upload(ID)))
                .extracting(ListedObject::key, ListedObject::size)
                .containsExactly(tuple(StorageLayout.chunk(ID, 0), 0L), tuple(StorageLayout.chunk(ID, 8), 0L));
        assertThat(spool.read().seal()).hasValue(cancelled(8));
        assertThat(spool.read().chunks()).isEmpty();
    }

    @Test
    void losesTheRaceAgainstAChunkAndLooksAgain() {
        spool.chunk(0, 8);
        Abandonment overtaken = overtakenBy(() -> spool.chunk(8, 8), () -> spool.chunk(16, 8));

        Sealed sealed = overtaken.seal(ID, REPOSITORY, Seal.Reason.CANCELLED);

        assertThat(abandoned(sealed).seal()).isEqualTo(cancelled(24));
        assertThat(abandoned(sealed).upload().chunks()).hasSize(3);
    }

    @Test
    void losesTheRaceAgainstACompletionWhichWins() {
        spool.chunk(0, 8);
        Abandonment overtaken = overtakenBy(() -> spool.seal(completed(8)));

        Sealed sealed = overtaken.seal(ID, REPOSITORY, Seal.Reason.EXPIRED);

        assertThat(sealed).isEqualTo(new Sealed.AlreadyCompleted(completed(8)));
        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 8));
    }

    @Test
    void leavesACompletedUploadAlone() {
        spool.chunk(0, 8).sealingChunk(8, 8);
        List<String> before = spool.objects.keys();

        Sealed sealed = abandonment.seal(ID, REPOSITORY, Seal.Reason.EXPIRED);

        assertThat(sealed).isEqualTo(new Sealed.AlreadyCompleted(completed(16)));
        assertThat(spool.objects.keys()).isEqualTo(before);
    }

    @Test
    void goesOnAfterACrashBetweenTheSealAndTheDeletion() {
        spool.chunk(0, 8).chunk(8, 8);
        abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED);

        Sealed again = abandonment.seal(ID, REPOSITORY, Seal.Reason.EXPIRED);
        abandonment.deleteChunks(abandoned(again));

        assertThat(abandoned(again).seal()).isEqualTo(cancelled(16)); // the reason stays
        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 16));
    }

    @Test
    void goesOnAfterACrashAmidTheDeletion() {
        spool.chunk(0, 8).chunk(8, 8);
        abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED);
        spool.objects.delete(List.of(StorageLayout.chunk(ID, 0)));

        abandonment.deleteChunks(abandoned(abandonment.seal(ID, REPOSITORY, Seal.Reason.CANCELLED)));

        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 16));
    }

    @Test
    void takesThePlaceOfTheFirstChunkWhenTheSealIsAllThatIsLeft() {
        spool.seal(cancelled(16));

        Sealed sealed = abandonment.seal(ID, REPOSITORY, Seal.Reason.EXPIRED);
        abandonment.deleteChunks(abandoned(sealed));

        assertThat(abandoned(sealed).seal()).isEqualTo(cancelled(16));
        assertThat(spool.objects.keys()).containsExactly(StorageLayout.chunk(ID, 0), StorageLayout.chunk(ID, 16));
    }

    @Test
    void sealsOnlyWhatHasNotGrownSinceItWasSeen() {
        SpooledUpload seen = spool.chunk(0, 8).read();
        spool.chunk(8, 8);

        assertThat(abandonment.sealUnlessGrown(seen, REPOSITORY, Seal.Reason.EXPIRED))
                .isEmpty();
        assertThat(spool.read().seal()).isEmpty();
        assertThat(abandonment.sealUnlessGrown(spool.read(), REPOSITORY, Seal.Reason.CANCELLED))
                .map(Sealed.Abandoned::seal)
                .hasValue(cancelled(16));
    }

    @Test
    void givesUpOnAnUploadThatGrowsFasterThanItCanBeSealed() {
        Runnable grow = () -> spool.chunk(spool.read().end(), 8);
        Runnable[] always = java.util.Collections.nCopies(20, grow).toArray(Runnable[]::new);

        assertThatIllegalStateException()
                .isThrownBy(() -> overtakenBy(always).seal(ID, REPOSITORY, Seal.Reason.CANCELLED))
                .withMessage("upload %s grows too fast to be given up", ID);
    }

    private static Sealed.Abandoned abandoned(Sealed sealed) {
        assertThat(sealed).isInstanceOf(Sealed.Abandoned.class);
        return (Sealed.Abandoned) sealed;
    }

    /** Each time before it writes, another is faster. */
    private Abandonment overtakenBy(Runnable... others) {
        ObjectWriter late = new ObjectWriter() {
            private int writes;

            @Override
            public PutResult putIfAbsent(String key, ObjectBody body, Map<String, String> metadata) {
                if (writes < others.length) {
                    others[writes++].run();
                }
                return spool.objects.putIfAbsent(key, body, metadata);
            }

            @Override
            public void put(String key, ObjectBody body, Map<String, String> metadata) {
                throw new AssertionError("a seal that decides never replaces anything");
            }
        };
        return new Abandonment(spool.reader, late, spool.objects);
    }
}
