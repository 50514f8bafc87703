package io.spoolway.ingest.upload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.ingest.http.OciError;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The memory for all chunks and manifests on their way through this process. A request that finds it used up waits a while, which slows its
 * client down, and is then told to come back.
 */
public final class BufferBudget {
    /** Counted in units, since a semaphore counts in int. */
    private static final int UNIT = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Semaphore units;
    private final int total;
    private final Duration patience;

    /** @param bytes at least one full chunk */
    public BufferBudget(long bytes, MeterRegistry meters) {
        this(bytes, PATIENCE, meters);
    }

    BufferBudget(long bytes, Duration patience, MeterRegistry meters) {
        this.patience = patience;
        this.total = Math.toIntExact(bytes / UNIT);
        this.units = new Semaphore(total, true);
        gauge(
                meters,
                "used",
                "memory that chunks and manifests on their way hold",
                () -> total - units.availablePermits());
        gauge(meters, "max", "memory that chunks and manifests on their way may hold", () -> total);
    }

    private static void gauge(MeterRegistry meters, String what, String description, IntSupplier held) {
        Gauge.builder("spoolway.ingest.buffer." + what, () -> (double) held.getAsInt() * UNIT)
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }

    /** So many bytes, until they are given back. */
    public final class Reservation implements AutoCloseable {
        private int held;

        private Reservation(int held) {
            this.held = held;
        }

        /** Gives back what is above so many bytes. */
        public void shrinkTo(long bytes) {
            int needed = toUnits(bytes);
            if (needed < held) {
                units.release(held - needed);
                held = needed;
            }
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }

    /**
     * Waits for memory.
     *
     * @throws io.spoolway.ingest.http.ApiException 429 when there is none for a while
     */
    public Reservation reserve(long bytes) throws InterruptedException {
        int needed = toUnits(bytes);
        if (!units.tryAcquire(needed, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw OciError.TOO_MANY_REQUESTS.because(
                    "this node has no memory for more data right now; what was acknowledged is kept: try again, an upload from where it stands");
        }
        return new Reservation(needed);
    }

    private int toUnits(long bytes) {
        return Math.min(total, (int) ((bytes + UNIT - 1) / UNIT));
    }
}
