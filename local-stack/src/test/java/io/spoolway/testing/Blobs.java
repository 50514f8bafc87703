package io.spoolway.testing;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes to push, never the same twice in a test run, so that no test profits from another's blob. */
public final class Blobs {
    private static final AtomicLong SEED = new AtomicLong(System.nanoTime());

    private Blobs() {}

    /** So many random bytes. */
    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(SEED.incrementAndGet()).nextBytes(bytes);
        return bytes;
    }
}
