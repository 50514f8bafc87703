package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.oci.Digest;
import io.spoolway.spool.Chunk;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkListTest {
    private static final List<Chunk> CHUNKS =
            List.of(new Chunk(0, 8, "a"), new Chunk(8, 8, "b"), new Chunk(16, 1, "c"));

    @Test
    void namesTheChunksAndTheirFingerprint() {
        ChunkList list = ChunkList.of(CHUNKS);

        assertThat(list.count()).isEqualTo(3);
        assertThat(list.items()).isEqualTo(CHUNKS);
        assertThat(list.isInline()).isTrue();
        assertThat(list.matches(CHUNKS)).isTrue();
    }

    @Test
    void theFingerprintIsTheHashOfALineForEachChunk() {
        // printf '0 8 a\n8 8 b\n16 1 c\n' | sha256sum
        assertThat(ChunkList.of(CHUNKS).fingerprint())
                .isEqualTo(Digest.parse("sha256:14267b0dbd6aa0eb3bbceed64b9b82eeff8f7b63f12b78cd5596fe9ae35ba073"));
    }

    @Test
    void anEmptyBlobHasNoChunk() {
        ChunkList list = ChunkList.of(List.of());

        assertThat(list.count()).isZero();
        assertThat(list.isInline()).isTrue();
        assertThat(list.matches(List.of())).isTrue();
        assertThat(list.matches(CHUNKS)).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void doesNotMatchOtherChunks(List<Chunk> others) {
        assertThat(ChunkList.of(CHUNKS).matches(others)).isFalse();
    }

    static Stream<List<Chunk>> doesNotMatchOtherChunks() {
        Chunk first = CHUNKS.getFirst();
        Chunk second = CHUNKS.get(1);
        Chunk third = CHUNKS.getLast();
        return Stream.of(
                List.of(),
                // one less, one more, in another order
                List.of(first, second),
                List.of(first, second, third, new Chunk(17, 1, "d")),
                List.of(second, first, third),
                // another content, another size, another place
                List.of(first, new Chunk(8, 8, "x"), third),
                List.of(first, second, new Chunk(16, 2, "c")),
                List.of(first, second, new Chunk(17, 1, "c")),
                // the same digits, split otherwise
                List.of(first, second, new Chunk(1, 61, "c")));
    }

    @Test
    void isLeftOutOfTheEventPastTheSizeOfARecord() {
        assertThat(ChunkList.MAX_INLINE).isEqualTo(4_000);
        assertThat(ChunkList.of(chunks(4_000)).items()).hasSize(4_000);

        ChunkList list = ChunkList.of(chunks(4_001));

        assertThat(list.items()).isEmpty();
        assertThat(list.isInline()).isFalse();
        assertThat(list.count()).isEqualTo(4_001);
        assertThat(list.matches(chunks(4_001))).isTrue();
        assertThat(list.matches(chunks(4_000))).isFalse();
    }

    @Test
    void refusesAListThatIsNotWhole() {
        Digest fingerprint = ChunkList.of(CHUNKS).fingerprint();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkList(4, fingerprint, CHUNKS))
                .withMessage("3 chunks are listed, but there are said to be 4");
    }

    static List<Chunk> chunks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Chunk(i * 8L, 8, "etag-" + i))
                .toList();
    }
}
