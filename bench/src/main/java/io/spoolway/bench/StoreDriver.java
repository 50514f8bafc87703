package io.spoolway.bench;

import io.spoolway.store.StoreConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the same bytes to several object stores in turn, and prints the rates and their ratios to the first. */
@Command(
        name = "bench/run store",
        mixinStandardHelpOptions = true,
        description = "Writes to object stores in turn; the ratios of the medians are what counts.")
public final class StoreDriver implements Callable<Integer> {
    private static final int MIB = 1 << 20;

    @Option(
            names = "--s3",
            required = true,
            description = "a store, once for each; the first is what others compare to")
    List<URI> stores = List.of();

    @Option(names = "--rounds", defaultValue = "5", description = "of each measurement (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--warm-up", defaultValue = "1", description = "rounds that do not count (${DEFAULT-VALUE})")
    int warmUp;

    @Option(names = "--parallel", defaultValue = "16", description = "small objects at once (${DEFAULT-VALUE})")
    int parallel;

    @Option(names = "--count", defaultValue = "1000", description = "small objects in a round (${DEFAULT-VALUE})")
    int count;

    @Option(names = "--small", defaultValue = "16384", description = "bytes of a small object (${DEFAULT-VALUE})")
    int small;

    @Option(names = "--large", defaultValue = "256", description = "MiB of a large object (${DEFAULT-VALUE})")
    int large;

    private final Random random = new Random();

    public static void main(String[] args) {
        System.exit(new CommandLine(new StoreDriver()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Measured> measured = new ArrayList<>();
        try {
            for (URI s3 : stores) {
                measured.add(new Measured(s3, rounds));
            }
            Rates rates = new Rates(parallel, count, small);
            byte[] blob = new byte[large * MIB];
            for (int round = -warmUp; round < rounds; round++) {
                random.nextBytes(blob);
                for (Measured store : measured) {
                    store.measure(rates, blob, round);
                }
            }
        } finally {
            measured.forEach(store -> store.raw.close());
        }
        Measured first = measured.getFirst();
        measured.forEach(store -> store.print(first));
        return 0;
    }

    /** One store, and what it reached in each round. */
    private static final class Measured {
        private final URI s3;
        private final RawStore raw;
        private final double[] put;
        private final double[] push;
        private final double[] multipart;

        Measured(URI s3, int rounds) {
            this.s3 = s3;
            this.raw = new RawStore(
                    new StoreConfig(s3, "us-east-1", "spoolway", "spoolway", "spoolway-secret", 64),
                    "spoolway/v1/bench/" + UUID.randomUUID() + "/");
            this.put = new double[rounds];
            this.push = new double[rounds];
            this.multipart = new double[rounds];
        }

        /** @param round below 0 to warm up only */
        void measure(Rates rates, byte[] blob, int round) throws Exception {
            double putRate = rates.of((i, bytes) -> raw.put(round + "/put/" + i, bytes));
            double pushRate = rates.of((i, bytes) -> raw.requestsOfAPush(round + "/push/" + i, bytes));
            long start = System.nanoTime();
            raw.putMultipart("large-" + round, blob, 8 * MIB, 4);
            double multipartRate = blob.length / (double) MIB * 1e9 / (System.nanoTime() - start);
            if (round >= 0) {
                put[round] = putRate;
                push[round] = pushRate;
                multipart[round] = multipartRate;
            }
        }

        void print(Measured first) {
            System.out.println(s3);
            Rates.print("PUT", put, "/s");
            Rates.print("a push's requests", push, "/s");
            Rates.print("multipart PUT, 4 at once", multipart, "MiB/s");
            System.out.printf(
                    "  ratio to the first: PUT %.2f, a push's requests %.2f, multipart PUT %.2f%n",
                    Rates.median(put) / Rates.median(first.put),
                    Rates.median(push) / Rates.median(first.push),
                    Rates.median(multipart) / Rates.median(first.multipart));
        }
    }
}
