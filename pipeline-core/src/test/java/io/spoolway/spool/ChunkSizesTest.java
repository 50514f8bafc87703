package io.spoolway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkSizesTest {
    private static final int MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    @ParameterizedTest(name = "at {0} GiB: {1} MiB")
    @CsvSource({
        "  0,  8", "  1,  8", "  8,  8", "  9,  9", " 10, 10", " 63, 63", " 64, 64", " 65, 64", "500, 64",
    })
    void growWithTheOffsetFrom8To64MiB(long gib, int mib) {
        assertThat(ChunkSizes.DEFAULT.at(gib * GIB)).isEqualTo(mib * MIB);
        assertThat(ChunkSizes.DEFAULT.at(gib * GIB + GIB - 1)).isEqualTo(mib * MIB);
    }

    @Test
    void staySmallAtAnyOffsetThereIs() {
        assertThat(ChunkSizes.DEFAULT.at(Long.MAX_VALUE)).isEqualTo(64 * MIB);
    }

    @Test
    void areWholeMiBAtEveryOffsetOfALargeBlob() {
        for (long at = 0; at < 600 * GIB; at += ChunkSizes.DEFAULT.at(at)) {
            assertThat(ChunkSizes.DEFAULT.at(at) % MIB).isZero();
        }
    }

    @Test
    void holdABlobOf488GiBIn10000Chunks() {
        assertThat(chunks(ChunkSizes.DEFAULT, 488 * GIB)).isLessThanOrEqualTo(10_000);
        assertThat(chunks(ChunkSizes.DEFAULT, 489 * GIB)).isGreaterThan(10_000);
    }

    @Test
    void holdTheLargestBlobInAbout10000ChunksWhenTheyMayGrowFarEnough() {
        // 5 TiB, the largest object in S3
        assertThat(chunks(new ChunkSizes(8 * MIB, 1024 * MIB), 5 * 1024 * GIB)).isBetween(9_800, 10_200);
    }

    @Test
    void areOfOneSizeWhenTheyMayNotGrow() {
        ChunkSizes sizes = new ChunkSizes(5 * MIB, 5 * MIB);

        assertThat(sizes.at(0)).isEqualTo(5 * MIB);
        assertThat(sizes.at(900 * GIB)).isEqualTo(5 * MIB);
    }

    @ParameterizedTest(name = "from {0} to {1} bytes")
    @CsvSource({
        "5242879, 67108864", // less than 5 MiB
        "      0,        0",
        "8388608,  8388607",
    })
    void areAtLeast5MiBAndDoNotShrink(int base, int max) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkSizes(base, max))
                .withMessage("chunks are at least 5 MiB and grow: base %d, max %d bytes", base, max);
    }

    private static int chunks(ChunkSizes sizes, long blob) {
        int count = 0;
        for (long at = 0; at < blob; at += sizes.at(at)) {
            count++;
        }
        return count;
    }
}
