package io.spoolway.linker;

import io.spoolway.spool.Chunk;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectCopier;
import java.util.ArrayList;
import java.util.List;

/**
 * How the chunks of an upload become the parts of one object. The store copies a chunk as a part if it has 5 MiB or is the
 * last; smaller ones, which broken connections leave, are merged with their neighbours on the way through this process, and
 * so are chunks of any size when there are more of them than an object may have parts.
 *
 * @param steps in the order of the bytes; their part numbers are contiguous from 1
 */
record PartPlan(List<Step> steps) {
    /** What merged parts have at least, if there is so much to merge. */
    static final long MERGED_PART_SIZE = 8L << 20;

    PartPlan {
        steps = List.copyOf(steps);
    }

    /** Makes one part, or some. */
    sealed interface Step {
        /** The number of its first part. */
        int firstPart();

        /** How many parts it makes. */
        int parts();
    }

    /** The store copies a chunk as it is. */
    record CopyPart(int firstPart, Chunk chunk) implements Step {
        @Override
        public int parts() {
            return 1;
        }
    }

    /**
     * Chunks are read one after the other, and their bytes are cut anew.
     *
     * @param chunks one after the other without a hole
     * @param partSize of all parts but the last, which may be smaller by less than {@code parts} bytes
     */
    record MergeParts(int firstPart, List<Chunk> chunks, int parts, int partSize) implements Step {
        MergeParts {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * The plan for chunks that follow one another from offset 0.
     *
     * @throws IllegalArgumentException when there are none, or one is larger than the store copies
     */
    static PartPlan of(List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("an object of parts has at least one");
        }
        long size = chunks.getLast().end();
        // with parts of this size there are at most MAX_PARTS: all but the last have it
        long enough = Math.ceilDiv(size, MultipartObject.MAX_PARTS - 1);
        // but as long as they suffice smaller ones are better, since then fewer bytes pass through this process
        long minimum = MultipartObject.MIN_PART_SIZE;
        while (true) {
            PartPlan plan = new PartPlan(number(new Grouping(minimum).group(chunks), minimum));
            if (plan.parts() <= MultipartObject.MAX_PARTS) {
                return plan;
            }
            minimum = Math.min(minimum + minimum / 2, Math.max(enough, MultipartObject.MIN_PART_SIZE));
        }
    }

    /** How many parts the object has. */
    int parts() {
        Step last = steps.getLast();
        return last.firstPart() + last.parts() - 1;
    }

    private static List<Step> number(List<List<Chunk>> groups, long minimum) {
        List<Step> steps = new ArrayList<>();
        int next = 1;
        for (List<Chunk> group : groups) {
            Step step = group.size() == 1 ? new CopyPart(next, group.getFirst()) : merge(next, group, minimum);
            steps.add(step);
            next += step.parts();
        }
        return steps;
    }

    private static MergeParts merge(int firstPart, List<Chunk> chunks, long minimum) {
        long size = sizeOf(chunks);
        int parts = Math.toIntExact(Math.max(1, size / Math.max(minimum, MERGED_PART_SIZE)));
        return new MergeParts(firstPart, chunks, parts, Math.toIntExact(Math.ceilDiv(size, parts)));
    }

    private static long sizeOf(List<Chunk> chunks) {
        return chunks.stream().mapToLong(Chunk::size).sum();
    }

    /** Divides the chunks into groups that have the minimum, but for the last; a group of one is copied, others are merged. */
    private static final class Grouping {
        private final long minimum;
        private final List<List<Chunk>> groups = new ArrayList<>();
        private List<Chunk> small = new ArrayList<>();

        Grouping(long minimum) {
            this.minimum = minimum;
        }

        List<List<Chunk>> group(List<Chunk> chunks) {
            for (Chunk chunk : chunks) {
                if (chunk.size() > ObjectCopier.MAX_COPY_SIZE) {
                    throw new IllegalArgumentException("no chunk has %d bytes".formatted(chunk.size()));
                }
                if (chunk.size() < minimum) {
                    addSmall(chunk);
                } else {
                    addLarge(chunk);
                }
            }
            close(); // as the last part it may have any size
            return groups;
        }

        private void addSmall(Chunk chunk) {
            small.add(chunk);
            if (sizeOf(small) >= Math.max(minimum, MERGED_PART_SIZE)) {
                close();
            }
        }

        private void addLarge(Chunk chunk) {
            if (small.isEmpty() || sizeOf(small) >= minimum) {
                close();
                groups.add(new ArrayList<>(List.of(chunk)));
            } else if (isCheaperBefore(chunk)) {
                groups.getLast().addAll(small);
                small = new ArrayList<>();
                groups.add(new ArrayList<>(List.of(chunk)));
            } else {
                small.add(chunk);
                close();
            }
        }

        /** Whether too small a group costs less when it is merged with what is before it than with the chunk behind it. */
        private boolean isCheaperBefore(Chunk behind) {
            if (groups.isEmpty()) {
                return false;
            }
            List<Chunk> before = groups.getLast();
            boolean isMergedAnyway = before.size() > 1;
            return isMergedAnyway || sizeOf(before) < behind.size();
        }

        private void close() {
            if (!small.isEmpty()) {
                groups.add(small);
                small = new ArrayList<>();
            }
        }
    }
}
