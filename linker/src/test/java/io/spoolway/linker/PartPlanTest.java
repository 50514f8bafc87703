package io.spoolway.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.linker.PartPlan.CopyPart;
import io.spoolway.linker.PartPlan.MergeParts;
import io.spoolway.linker.PartPlan.Step;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.ChunkSizes;
import io.spoolway.store.MultipartObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartPlanTest {
    private static final long MIB = 1 << 20;

    @Test
    void fullChunksAreCopiedOneByOne() {
        assertThat(shown(8, 8, 8)).containsExactly("copy 8", "copy 8", "copy 8");
    }

    @Test
    void theLastChunkIsCopiedHoweverSmall() {
        assertThat(shown(8, 8, 1)).containsExactly("copy 8", "copy 8", "copy 1");
    }

    @Test
    void aLonelyChunkIsCopied() {
        assertThat(shown(1)).containsExactly("copy 1");
    }

    @Test
    void smallChunksAreMergedUntilTheyMakeAPart() {
        assertThat(shown(3, 3, 3, 8)).containsExactly("merge 3+3+3 to 1", "copy 8");
    }

    @Test
    void allSmallChunksTogetherMayBeOnePart() {
        assertThat(shown(1, 1, 1)).containsExactly("merge 1+1+1 to 1");
    }

    @Test
    void tooSmallAGroupTakesTheSmallerNeighbour() {
        assertThat(shown(8, 1, 16)).containsExactly("merge 8+1 to 1", "copy 16");
        assertThat(shown(16, 1, 8, 8)).containsExactly("copy 16", "merge 1+8 to 1", "copy 8");
        assertThat(shown(1, 8, 8)).containsExactly("merge 1+8 to 1", "copy 8");
    }

    @Test
    void tooSmallAGroupJoinsChunksThatAreMergedAnyway() {
        assertThat(shown(4, 4, 1, 64)).containsExactly("merge 4+4+1 to 1", "copy 64");
    }

    @Test
    void aLargeMergeIsCutIntoPartsOfEightToSixteenMib() {
        assertThat(shown(1, 64, 64)).containsExactly("merge 1+64 to 8", "copy 64");
    }

    @Test
    void partNumbersGoOnBehindAMergeOfSeveralParts() {
        PartPlan plan = PartPlan.of(chunks(MIB, 64 * MIB, 64 * MIB));

        assertThat(plan.steps()).extracting(Step::firstPart).containsExactly(1, 9);
        assertThat(plan.parts()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 40, 300, 480})
    void aBlobOfTheUsualChunksIsCopiedWithoutAByteThroughTheLinker(long gib) {
        PartPlan plan = PartPlan.of(usualChunks(gib << 30));

        assertThat(plan.steps()).allMatch(step -> step instanceof CopyPart);
        checkRules(plan, usualChunks(gib << 30));
    }

    @ParameterizedTest
    @ValueSource(longs = {700, 5 << 10})
    void aBlobOfTooManyChunksIsMergedToAsManyPartsAsThereMayBe(long gib) {
        List<Chunk> chunks = usualChunks(gib << 30);

        PartPlan plan = PartPlan.of(chunks);

        assertThat(plan.parts()).isBetween(3_000, MultipartObject.MAX_PARTS);
        checkRules(plan, chunks);
    }

    @Test
    void tooManySmallChunksStillFit() {
        List<Chunk> chunks =
                chunks(LongStream.generate(() -> 7 * MIB).limit(25_000).toArray());

        checkRules(PartPlan.of(chunks), chunks);
    }

    @Test
    void whateverTheSizesEveryByteIsInOnePartThatS3Takes() {
        Random random = new Random(20_260_101);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(40);
            List<Chunk> chunks = chunks(LongStream.range(0, count)
                    .map(i ->
                            random.nextBoolean() ? 8 * MIB : 1 + random.nextLong(random.nextBoolean() ? MIB : 70 * MIB))
                    .toArray());

            checkRules(PartPlan.of(chunks), chunks);
        }
    }

    @Test
    void noChunksMakeNoObject() {
        assertThatIllegalArgumentException().isThrownBy(() -> PartPlan.of(List.of()));
    }

    @Test
    void aChunkThatTheStoreDoesNotCopyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PartPlan.of(chunks(6L << 30)));
    }

    private static void checkRules(PartPlan plan, List<Chunk> chunks) {
        List<Chunk> planned = new ArrayList<>();
        List<Long> parts = new ArrayList<>();
        for (Step step : plan.steps()) {
            assertThat(step.firstPart()).isEqualTo(parts.size() + 1);
            switch (step) {
                case CopyPart copy -> {
                    planned.add(copy.chunk());
                    parts.add(copy.chunk().size());
                }
                case MergeParts merge -> {
                    planned.addAll(merge.chunks());
                    long left = merge.chunks().stream().mapToLong(Chunk::size).sum();
                    for (int i = 0; i < merge.parts(); i++) {
                        parts.add(Math.min(merge.partSize(), left));
                        left -= parts.getLast();
                    }
                    assertThat(left).isZero();
                }
            }
        }
        assertThat(planned).isEqualTo(chunks);
        assertThat(plan.parts()).isEqualTo(parts.size()).isLessThanOrEqualTo(MultipartObject.MAX_PARTS);
        assertThat(parts.subList(0, parts.size() - 1)).allMatch(size -> size >= MultipartObject.MIN_PART_SIZE);
        assertThat(parts.getLast()).isPositive();
    }

    /** The plan for chunks of these sizes in MiB, for reading. */
    private static List<String> shown(long... mib) {
        return PartPlan.of(chunks(Arrays.stream(mib).map(size -> size * MIB).toArray())).steps().stream()
                .map(step -> switch (step) {
                    case CopyPart copy -> "copy " + copy.chunk().size() / MIB;
                    case MergeParts merge ->
                        "merge %s to %d"
                                .formatted(
                                        String.join(
                                                "+",
                                                merge.chunks().stream()
                                                        .map(chunk -> Long.toString(chunk.size() / MIB))
                                                        .toList()),
                                        merge.parts());
                })
                .toList();
    }

    private static List<Chunk> usualChunks(long size) {
        List<Chunk> chunks = new ArrayList<>();
        for (long offset = 0; offset < size; offset = chunks.getLast().end()) {
            long length = Math.min(ChunkSizes.DEFAULT.at(offset), size - offset);
            chunks.add(new Chunk(offset, length, "etag"));
        }
        return chunks;
    }

    private static List<Chunk> chunks(long... sizes) {
        List<Chunk> chunks = new ArrayList<>();
        long offset = 0;
        for (long size : sizes) {
            chunks.add(new Chunk(offset, size, "etag-" + offset));
            offset += size;
        }
        return chunks;
    }
}
