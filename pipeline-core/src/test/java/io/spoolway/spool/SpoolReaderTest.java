package io.spoolway.spool;

import static io.spoolway.spool.SpoolFixture.ID;
import static io.spoolway.spool.SpoolFixture.REPOSITORY;
import static io.spoolway.spool.SpoolFixture.cancelled;
import static io.spoolway.spool.SpoolFixture.completed;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectReader;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpoolReaderTest {
    private final SpoolFixture spool = new SpoolFixture();

    @Test
    void anUploadWithoutAnObjectIsEmpty() {
        SpooledUpload upload = spool.read();

        assertThat(upload.isEmpty()).isTrue();
        assertThat(upload.end()).isZero();
        assertThat(upload.chunks()).isEmpty();
        assertThat(upload.seal()).isEmpty();
        assertThat(upload.sealObject()).isEmpty();
        assertThat(upload.repository()).isEmpty();
        assertThat(upload.lastProgress()).isEmpty();
        assertThat(spool.objects.heads()).isZero();
    }

    @Test
    void endsBehindTheRunOfItsChunks() {
        SpooledUpload upload = spool.chunk(0, 8).chunk(8, 8).chunk(16, 3).read();

        assertThat(upload.chunks()).containsExactly(spool.stored(0), spool.stored(8), spool.stored(16));
        assertThat(upload.end()).isEqualTo(19);
        assertThat(upload.seal()).isEmpty();
        assertThat(upload.repository()).hasValue(REPOSITORY);
    }

    @Test
    void costsOneHeadHoweverManyChunksThereAre() {
        for (int offset = 0; offset < 100; offset++) {
            spool.chunk(offset, 1);
        }

        assertThat(spool.read().end()).isEqualTo(100);
        assertThat(spool.objects.heads()).isEqualTo(1);
    }

    @Test
    void isReadAgainWhenItIsDeletedMeanwhile() {
        spool.sealingChunk(0, 8);
        ObjectReader deletedMeanwhile = (ObjectReader) Proxy.newProxyInstance(
                ObjectReader.class.getClassLoader(),
                new Class<?>[] {ObjectReader.class},
                (proxy, method, arguments) -> {
                    spool.objects.delete(List.of(StorageLayout.chunk(ID, 0)));
                    return Optional.empty();
                });

        SpooledUpload upload = new SpoolReader(deletedMeanwhile, spool.objects).read(ID);

        // and not as one of 8 bytes that goes on
        assertThat(upload.isEmpty()).isTrue();
    }

    @Test
    void endsBeforeAHole() {
        SpooledUpload upload = spool.chunk(0, 8).chunk(16, 8).chunk(24, 8).read();

        assertThat(upload.chunks()).containsExactly(spool.stored(0));
        assertThat(upload.end()).isEqualTo(8);
        assertThat(upload.objects()).hasSize(3);
    }

    @Test
    void hasNoByteWhenTheFirstChunkIsMissing() {
        SpooledUpload upload = spool.chunk(8, 8).read();

        assertThat(upload.chunks()).isEmpty();
        assertThat(upload.end()).isZero();
        assertThat(upload.isEmpty()).isFalse();
    }

    @Test
    void isResumedOverAChunkThatWasLeftBehindAHole() {
        // the first request left 16 to 24 behind its hole; the second went on at 8 with longer chunks
        SpooledUpload upload =
                spool.chunk(0, 8).chunk(16, 8).chunk(8, 12).chunk(20, 12).read();

        assertThat(upload.chunks()).containsExactly(spool.stored(0), spool.stored(8), spool.stored(20));
        assertThat(upload.end()).isEqualTo(32);
    }

    @Test
    void isSealedByAnEmptyObjectAtItsEnd() {
        SpooledUpload upload = spool.chunk(0, 8).seal(completed(8)).read();

        assertThat(upload.seal()).hasValue(completed(8));
        assertThat(upload.chunks()).containsExactly(spool.stored(0));
        assertThat(upload.end()).isEqualTo(8);
        assertThat(upload.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 8));
        assertThat(upload.repository()).hasValue(REPOSITORY);
    }

    @Test
    void isSealedByItsLastChunk() {
        SpooledUpload upload = spool.chunk(0, 8).sealingChunk(8, 5).read();

        assertThat(upload.seal()).hasValue(completed(13));
        assertThat(upload.chunks()).containsExactly(spool.stored(0), spool.stored(8));
        assertThat(upload.end()).isEqualTo(13);
        assertThat(upload.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 8));
    }

    @Test
    void isSealedByItsOnlyChunk() {
        SpooledUpload upload = spool.sealingChunk(0, 5).read();

        assertThat(upload.seal()).hasValue(completed(5));
        assertThat(upload.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 0));
    }

    @Test
    void isSealedWithoutAByteWhenTheBlobIsEmpty() {
        SpooledUpload upload = spool.seal(completed(0)).read();

        assertThat(upload.seal()).hasValue(completed(0));
        assertThat(upload.chunks()).isEmpty();
        assertThat(upload.end()).isZero();
        assertThat(upload.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 0));
    }

    @Test
    void isSealedBeforeAChunkThatWasLeftBehindAHole() {
        SpooledUpload upload = spool.chunk(0, 8).chunk(16, 8).seal(completed(8)).read();

        assertThat(upload.seal()).hasValue(completed(8));
        assertThat(upload.end()).isEqualTo(8);
    }

    @Test
    void staysGivenUpWhenOnlyTheSealIsLeft() {
        SpooledUpload upload = spool.seal(cancelled(16)).read();

        assertThat(upload.seal()).hasValue(cancelled(16));
        assertThat(upload.isEmpty()).isFalse();
        assertThat(upload.chunks()).isEmpty();
        assertThat(upload.repository()).hasValue(REPOSITORY);
        assertThat(upload.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 16));
    }

    @Test
    void isRejectedWhenTheNoteIsThere() {
        spool.chunk(0, 8).seal(completed(8));
        assertThat(spool.read().isRejected()).isFalse();

        SpooledUpload upload = spool.rejectedNote().read();

        assertThat(upload.isRejected()).isTrue();
        assertThat(upload.seal()).hasValue(completed(8));
        assertThat(upload.chunks()).containsExactly(spool.stored(0));
    }

    @Test
    void doesNotSeeOtherUploads() {
        UploadId other = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07388f"); // in the same shard
        spool.chunk(0, 8);

        assertThat(spool.reader.read(other).isEmpty()).isTrue();
    }

    @Test
    void tellsWhenSomethingWasLastStored() {
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        spool.objects.setTime(first.plusSeconds(60));
        spool.chunk(8, 8);
        spool.objects.setTime(first);
        spool.chunk(0, 8);

        assertThat(spool.read().lastProgress()).hasValue(first.plusSeconds(60));
    }

    @Test
    void namesAllItsKeysForWhoeverDeletesThem() {
        SpooledUpload upload = spool.chunk(0, 8)
                .chunk(100, 8)
                .seal(cancelled(8))
                .rejectedNote()
                .read();

        assertThat(upload.keys())
                .containsExactly(
                        StorageLayout.chunk(ID, 0),
                        StorageLayout.chunk(ID, 8),
                        StorageLayout.chunk(ID, 100),
                        StorageLayout.rejected(ID));
    }

    @Test
    void findsTheSealThatALeftoverChunkHides() {
        // 16 to 24 was left behind a hole; the resumed upload ended at 16 with a chunk that is the seal
        SpooledUpload seen = spool.chunk(0, 8).chunk(16, 8).sealingChunk(8, 8).read();
        assertThat(seen.seal()).isEmpty();

        SpooledUpload found = spool.reader.upToHiddenSeal(seen).orElseThrow();

        assertThat(found.seal()).hasValue(completed(16));
        assertThat(found.chunks()).containsExactly(spool.stored(0), spool.stored(8));
        assertThat(found.sealObject()).map(ListedObject::key).hasValue(StorageLayout.chunk(ID, 8));
        assertThat(found.keys()).contains(StorageLayout.chunk(ID, 16));
    }

    @Test
    void findsNoHiddenSealInAnUploadThatIsOpen() {
        assertThat(spool.reader.upToHiddenSeal(spool.read())).isEmpty();

        SpooledUpload open = spool.chunk(0, 8).chunk(8, 8).chunk(16, 8).read();

        assertThat(spool.reader.upToHiddenSeal(open)).isEmpty();
    }

    @Test
    void readsTheSealAtAnOffset() {
        spool.chunk(0, 8).sealingChunk(8, 8);

        assertThat(spool.reader.sealAt(ID, 8)).hasValue(completed(16));
        assertThat(spool.reader.sealAt(ID, 0)).isEmpty();
        assertThat(spool.reader.sealAt(ID, 16)).isEmpty();
    }
}
