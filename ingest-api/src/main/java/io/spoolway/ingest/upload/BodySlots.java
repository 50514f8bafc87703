package io.spoolway.ingest.upload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.ingest.http.OciError;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds how many requests with a body are under way: a slow client may keep one open for long. Who only waits for the pipeline holds
 * no slot, or a verifier that is behind would stop uploads that need no verifier yet.
 */
final class BodySlots {
    private final Semaphore slots;

    /** @param count how many there are, at least 1 */
    BodySlots(int count, MeterRegistry meters) {
        this.slots = new Semaphore(count);
        Gauge.builder("spoolway.ingest.requests.active", () -> count - slots.availablePermits())
                .description("upload requests that send bytes")
                .register(meters);
    }

    /** Held by one request until it is closed, which may be done again. */
    final class Slot implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        @Override
        public void close() {
            if (held.getAndSet(false)) {
                slots.release();
            }
        }
    }

    /**
     * Takes a slot.
     *
     * @throws io.spoolway.ingest.http.ApiException 429 when there is none
     */
    Slot take() {
        if (!slots.tryAcquire()) {
            throw OciError.TOO_MANY_REQUESTS.because(
                    "this node takes no more uploads right now; try again, what was acknowledged is kept");
        }
        return new Slot();
    }
}
