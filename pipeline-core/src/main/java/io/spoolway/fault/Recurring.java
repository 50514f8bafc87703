package io.spoolway.fault;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something now and then, on a thread of its own, until it is closed. What fails is told in the log, and left to the next time. */
public final class Recurring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final Thread thread;

    private Recurring(String name, Duration first, Supplier<Duration> pause, Task task) {
        // not a virtual one: some tasks wait in native code
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(first, pause, task));
    }

    /** What is done. */
    public interface Task {
        /** @throws InterruptedException when it is told to stop in the middle, which it need not heed */
        void run() throws InterruptedException;
    }

    /**
     * Begins.
     *
     * @param name of the thread, and of the task in the log
     * @param first the pause before the first time
     * @param pause that before each other time; it is asked for after the time before
     */
    public static Recurring start(String name, Duration first, Supplier<Duration> pause, Task task) {
        Recurring recurring = new Recurring(name, first, pause, task);
        recurring.thread.start();
        return recurring;
    }

    private static void run(Duration first, Supplier<Duration> pause, Task task) {
        try {
            for (Duration next = first; ; next = pause.get()) {
                Thread.sleep(next);
                runOnce(task);
            }
        } catch (InterruptedException e) {
            LOG.debug("told to stop", e);
        }
    }

    private static void runOnce(Task task) throws InterruptedException {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error(
                    "{} failed; the next time it is tried again",
                    Thread.currentThread().getName(),
                    e);
        }
    }

    /** Stops, in the middle of the task if need be, and returns when it has stopped. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
