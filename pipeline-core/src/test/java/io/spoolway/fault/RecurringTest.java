package io.spoolway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecurringTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void itIsDoneAgainAlsoWhenItFailed() throws Exception {
        Semaphore times = new Semaphore(0);

        try (Recurring _ = Recurring.start("test", Duration.ZERO, () -> Duration.ofMillis(1), () -> {
            times.release();
            throw new IllegalStateException("each time");
        })) {
            times.acquire(3);
        }

        // nothing is done once it is closed
        int done = times.drainPermits();
        assertThat(times.tryAcquire(50, TimeUnit.MILLISECONDS))
                .as("after %d times more", done)
                .isFalse();
    }

    @Test
    void itIsStoppedInTheMiddle() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Recurring recurring = Recurring.start("test", Duration.ZERO, () -> NEVER, () -> {
            begun.countDown();
            Thread.sleep(NEVER);
        });
        begun.await();

        recurring.close();
    }

    @Test
    void itIsStoppedInAPause() {
        Recurring.start("test", NEVER, () -> NEVER, () -> {}).close();
    }
}
