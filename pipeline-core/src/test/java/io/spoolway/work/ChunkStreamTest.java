package io.spoolway.work;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.event.RejectReason;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.InMemoryObjects;
import io.spoolway.store.ObjectBody;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkStreamTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final String KEY = StorageLayout.chunk(ID, 8);

    private final InMemoryObjects objects = new InMemoryObjects();

    @Test
    void readsTheBytesOfTheChunkThatWasRecorded() throws Exception {
        assertThat(read(stored("seven b", 7), 3)).isEqualTo("seven b");
        assertThat(read(stored("sixsix", 6), 3)).isEqualTo("sixsix");
        assertThat(read(stored("x", 1), 3)).isEqualTo("x");
    }

    @Test
    void doesNotOpenAChunkThatIsGone() {
        Chunk chunk = stored("seven b", 7);
        objects.delete(List.of(KEY));

        assertLost(chunk, RejectReason.CHUNK_MISSING, "the chunk of 7 bytes at offset 8 is gone");
    }

    @Test
    void doesNotOpenAnotherChunkInItsPlace() {
        Chunk chunk = stored("seven b", 7);
        stored("seven c", 7);

        assertLost(
                chunk,
                RejectReason.CHUNK_CHANGED,
                "the chunk of 7 bytes at offset 8 is not the one that was recorded (ETag %s)".formatted(chunk.etag()));
    }

    @Test
    void doesNotTakeFewerBytesThanWereRecorded() {
        Chunk chunk = stored("seven b", 8);

        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> read(chunk, 3))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.CHUNK_CHANGED));
    }

    @Test
    void doesNotTakeMoreBytesThanWereRecorded() {
        Chunk chunk = stored("seven b", 5);

        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> read(chunk, 3))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RejectReason.CHUNK_CHANGED));
    }

    private void assertLost(Chunk chunk, RejectReason reason, String detail) {
        assertThatExceptionOfType(ChunkLostException.class)
                .isThrownBy(() -> ChunkStream.open(objects, ID, chunk).close())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.detail()).isEqualTo(detail));
    }

    /** Stores a text, and records it with this size. */
    private Chunk stored(String text, long size) {
        objects.put(KEY, ObjectBody.of(text));
        return new Chunk(8, size, objects.head(KEY).orElseThrow().etag());
    }

    private String read(Chunk chunk, int bufferSize) throws ChunkLostException, InterruptedException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[bufferSize];
        try (ChunkStream stream = ChunkStream.open(objects, ID, chunk)) {
            int count;
            do {
                count = stream.read(buffer, 0, bufferSize);
                text.append(new String(buffer, 0, count, US_ASCII));
            } while (count == bufferSize);
        }
        return text.toString();
    }
}
