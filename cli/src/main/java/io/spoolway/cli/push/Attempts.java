package io.spoolway.cli.push;

import io.spoolway.fault.Backoff;
import java.time.Duration;
import java.util.function.BiConsumer;

/** How often something is tried, and the pauses between. Progress makes all tries available again. */
final class Attempts {
    /** A registry that wants to be left alone for longer is not waited for. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final int most;
    private final Backoff backoff;
    private final Sleeper sleeper;
    private final BiConsumer<String, Duration> observer;
    private int failures;
    private boolean wasOutOfStep;

    /**
     * @param most failures in a row, without progress, after which it is given up
     * @param observer is told of each failure, and of the pause that follows
     */
    Attempts(int most, Backoff backoff, Sleeper sleeper, BiConsumer<String, Duration> observer) {
        this.most = most;
        this.backoff = backoff;
        this.sleeper = sleeper;
        this.observer = observer;
    }

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** Something worked. */
    void progressed() {
        failures = 0;
        wasOutOfStep = false;
    }

    /** The registry answers, and only wants to be asked where it stands: nothing to wait for, unless it says so again. */
    private boolean isFirstStep(PushException.TryAgain failure) {
        return failure.isOutOfStep() && !wasOutOfStep;
    }

    /**
     * Something failed: waits until it is to be tried again.
     *
     * @throws PushException.GaveUp when it was tried often enough
     */
    void failed(PushException.TryAgain failure) throws PushException.GaveUp, InterruptedException {
        failures++;
        Duration pause = failure.retryAfter()
                .map(asked -> asked.plus(backoff.pause(1)))
                .orElseGet(() -> isFirstStep(failure) ? Duration.ZERO : backoff.pause(failures));
        wasOutOfStep = failure.isOutOfStep();
        if (failures >= most || pause.compareTo(LONGEST_PAUSE) > 0) {
            throw new PushException.GaveUp(failures, failure);
        }
        observer.accept(String.valueOf(failure.getMessage()), pause);
        sleeper.sleep(pause);
    }
}
