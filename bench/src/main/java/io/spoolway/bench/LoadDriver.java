package io.spoolway.bench;

import io.spoolway.oci.Digest;
import io.spoolway.store.StoreConfig;
import java.net.URI;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pushes blobs and writes the same bytes straight to the store, in turn, and prints the rates and their ratios. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Pushes beside raw writes to the same object store; the ratio of the medians is what counts.")
public final class LoadDriver implements Callable<Integer> {
    private static final int MIB = 1 << 20;

    @Option(names = "--url", defaultValue = "http://127.0.0.1:5000", description = "the registry (${DEFAULT-VALUE})")
    URI url = URI.create("http://127.0.0.1:5000");

    @Option(names = "--s3", defaultValue = "http://127.0.0.1:9000", description = "its store (${DEFAULT-VALUE})")
    URI s3 = URI.create("http://127.0.0.1:9000");

    @Option(names = "--rounds", defaultValue = "5", description = "of each measurement (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--warm-up", defaultValue = "1", description = "rounds that do not count (${DEFAULT-VALUE})")
    int warmUp;

    @Option(names = "--parallel", defaultValue = "16", description = "small blobs at once (${DEFAULT-VALUE})")
    int parallel;

    @Option(names = "--count", defaultValue = "1000", description = "small blobs in a round (${DEFAULT-VALUE})")
    int count;

    @Option(names = "--small", defaultValue = "16384", description = "bytes of a small blob (${DEFAULT-VALUE})")
    int small;

    @Option(names = "--large", defaultValue = "256", description = "MiB of a large blob; 0 for none (${DEFAULT-VALUE})")
    int large;

    private final Random random = new Random();

    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadDriver()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Pushes pushes = new Pushes(url, "bench/" + Long.toHexString(random.nextLong()));
        StoreConfig store = new StoreConfig(s3, "us-east-1", "spoolway", "spoolway", "spoolway-secret", 64);
        try (RawStore raw = new RawStore(store, "spoolway/v1/bench/" + UUID.randomUUID() + "/")) {
            if (count > 0) {
                smallBlobs(pushes, raw);
            }
            if (large > 0) {
                largeBlob(pushes, raw);
            }
        }
        return 0;
    }

    private void smallBlobs(Pushes pushes, RawStore raw) throws Exception {
        System.out.printf(
                "%d blobs of %d bytes, %d at once, %d rounds after %d to warm up%n",
                count, small, parallel, rounds, warmUp);
        Rates rates = new Rates(parallel, count, small);
        double[] highLevel = new double[rounds];
        double[] put = new double[rounds];
        double[] floor = new double[rounds];
        double[] two = new double[rounds];
        double[] one = new double[rounds];
        for (int round = -warmUp; round < rounds; round++) {
            int r = round;
            double highLevelRate = rates.of((i, blob) -> raw.putObject(r + "/put-object/" + i, blob));
            double putRate = rates.of((i, blob) -> raw.put(r + "/put/" + i, blob));
            double floorRate = rates.of((i, blob) -> raw.requestsOfAPush(r + "/push/" + i, blob));
            double twoRate = rates.of((i, blob) -> pushes.inTwoRequests(blob));
            double oneRate = rates.of((i, blob) -> pushes.inOneRequest(blob));
            if (round >= 0) {
                highLevel[round] = highLevelRate;
                put[round] = putRate;
                floor[round] = floorRate;
                two[round] = twoRate;
                one[round] = oneRate;
            }
        }
        Rates.print("MinioClient.putObject", highLevel, "/s");
        Rates.print("raw PUT", put, "/s");
        Rates.print("raw, a push's requests", floor, "/s");
        Rates.print("push, POST and PUT, 201", two, "/s");
        Rates.print("push, one POST, 201", one, "/s");
        ratios("MinioClient.putObject", highLevel, floor, two, one);
        ratios("raw PUT", put, floor, two, one);
    }

    private static void ratios(String to, double[] base, double[] floor, double[] two, double[] one) {
        System.out.printf(
                "  ratio to %s: a push's requests %.2f, POST and PUT %.2f, one POST %.2f%n",
                to,
                Rates.median(floor) / Rates.median(base),
                Rates.median(two) / Rates.median(base),
                Rates.median(one) / Rates.median(base));
    }

    private void largeBlob(Pushes pushes, RawStore raw) throws Exception {
        System.out.printf("one blob of %d MiB, %d rounds after %d to warm up%n", large, rounds, warmUp);
        double[] put = new double[rounds];
        double[] spool = new double[rounds];
        double[] whole = new double[rounds];
        byte[] blob = new byte[large * MIB];
        for (int round = -warmUp; round < rounds; round++) {
            random.nextBytes(blob);
            Digest digest = Pushes.digest(blob);
            long start = System.nanoTime();
            raw.putMultipart("large-" + round, blob, 8 * MIB, 4);
            long stored = System.nanoTime();
            URI upload = pushes.spool(blob);
            long spooled = System.nanoTime();
            pushes.complete(upload, digest);
            long linked = System.nanoTime();
            if (round >= 0) {
                put[round] = large * 1e9 / (stored - start);
                spool[round] = large * 1e9 / (spooled - stored);
                whole[round] = large * 1e9 / (linked - stored);
            }
        }
        Rates.print("raw multipart PUT, 4 at once", put, "MiB/s");
        Rates.print("ingest, POST and PATCH", spool, "MiB/s");
        Rates.print("push until linked, 201", whole, "MiB/s");
        System.out.printf(
                "  ratio to raw: ingest %.2f, until linked %.2f%n",
                Rates.median(spool) / Rates.median(put), Rates.median(whole) / Rates.median(put));
    }
}
