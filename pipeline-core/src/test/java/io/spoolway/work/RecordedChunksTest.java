package io.spoolway.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.event.ChunkList;
import io.spoolway.event.RejectReason;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.InMemoryObjects;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.PutResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedChunksTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");

    private final InMemoryObjects objects = new InMemoryObjects();
    private final RecordedChunks recorded = new RecordedChunks(new SpoolReader(objects, objects));

    @Test
    void areThoseInTheEventWhateverTheStoreHas() throws ChunkLostException {
        List<Chunk> chunks = List.of(new Chunk(0, 8, "a"), new Chunk(8, 8, "b"));

        assertThat(recorded.find(ID, 16, ChunkList.of(chunks))).isEqualTo(chunks);
    }

    @Test
    void areThoseInTheStoreWhenTheEventOnlyHasTheirFingerprint() throws ChunkLostException {
        List<Chunk> chunks = List.of(store(0, "first"), store(5, "second"));

        assertThat(recorded.find(ID, 11, onlyFingerprint(chunks))).isEqualTo(chunks);
    }

    @Test
    void doNotIncludeALeftoverThatBeginsWhereTheUploadEnds() throws ChunkLostException {
        List<Chunk> chunks = List.of(store(0, "first"), store(5, "second"));
        store(11, "leftover");

        assertThat(recorded.find(ID, 11, onlyFingerprint(chunks))).isEqualTo(chunks);
    }

    @Test
    void areMissingWhenTheStoreHasFewer() {
        Chunk first = store(0, "first");
        ChunkList list = onlyFingerprint(List.of(first, new Chunk(5, 6, "gone")));

        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 11, list))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.CHUNK_MISSING))
                .withMessage("2 chunks were recorded, and the 1 in the store are not the same");
    }

    @Test
    void areChangedWhenTheStoreHasOthers() {
        ChunkList list = onlyFingerprint(List.of(store(0, "first"), new Chunk(5, 6, "another")));
        store(5, "second");

        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 11, list))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.CHUNK_CHANGED));
    }

    @Test
    void areMissingWhenTheyAreNotAllOfTheUpload() {
        Chunk first = new Chunk(0, 8, "a");
        Chunk second = new Chunk(8, 8, "b");
        Chunk third = new Chunk(16, 8, "c");
        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 24, ChunkList.of(List.of())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.CHUNK_MISSING))
                .withMessage("chunks were recorded for the first 0 of 24 bytes only");
        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 24, ChunkList.of(List.of(first, second))))
                .withMessage("chunks were recorded for the first 16 of 24 bytes only");
        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 24, ChunkList.of(List.of(first, third))));
        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> recorded.find(ID, 24, ChunkList.of(List.of(second, third))));
    }

    @Test
    void areNoneOfAnEmptyUpload() throws ChunkLostException {
        assertThat(recorded.find(ID, 0, ChunkList.of(List.of()))).isEmpty();
    }

    private Chunk store(long offset, String text) {
        PutResult put = objects.putIfAbsent(StorageLayout.chunk(ID, offset), ObjectBody.of(text), Map.of());
        return new Chunk(offset, text.length(), ((PutResult.Created) put).etag());
    }

    /** As an event has it that would be too large with the list. */
    private static ChunkList onlyFingerprint(List<Chunk> chunks) {
        return new ChunkList(chunks.size(), ChunkList.of(chunks).fingerprint(), List.of());
    }
}
