package io.spoolway.bench;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How many small blobs are dealt with in a second.
 *
 * @param parallel how many at once, at least 1
 * @param count how many are measured together, at least 1
 * @param size bytes of each
 */
record Rates(int parallel, int count, int size) {
    private static final Random RANDOM = new Random();

    /** Does something with a blob of its own. */
    interface Work {
        void run(int index, byte[] blob) throws Exception;
    }

    /** Blobs in a second. */
    double of(Work work) throws Exception {
        byte[][] blobs = IntStream.range(0, count).mapToObj(i -> blob()).toArray(byte[][]::new);
        try (ExecutorService executor = Executors.newFixedThreadPool(parallel)) {
            long start = System.nanoTime();
            var running = IntStream.range(0, count)
                    .<Future<?>>mapToObj(i -> executor.submit(() -> {
                        work.run(i, blobs[i]);
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
            return count * 1e9 / (System.nanoTime() - start);
        }
    }

    private byte[] blob() {
        byte[] blob = new byte[size];
        RANDOM.nextBytes(blob);
        return blob;
    }

    static void print(String what, double[] rates, String unit) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "  %-26s %8.1f %s (median; %.1f to %.1f)%n",
                what, median(rates), unit, sorted[0], sorted[sorted.length - 1]);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
