package io.spoolway.cli;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes something once: when its command has failed, or when the process is told to stop (SIGTERM, Ctrl-C). The latter
 * is an orderly end, and gets exit code 0: a JVM that was asked to stop answers 143 or 130 by itself, which looks like a
 * failure to whoever waits for it.
 */
final class CleanStop {
    private final AutoCloseable running;
    private final AtomicBoolean begun = new AtomicBoolean();

    private CleanStop(AutoCloseable running) {
        this.running = running;
    }

    /** From now on {@code running} is closed before the JVM ends. */
    static CleanStop onShutdown(AutoCloseable running) {
        CleanStop stop = new CleanStop(running);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stop::stop));
        return stop;
    }

    /**
     * Closes it because of a failure; the exit code is then the caller's to choose.
     *
     * @return whether that was done here; if not, the process is ending already
     */
    boolean closeAfterFailure() throws Exception {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        running.close();
        return true;
    }

    private void stop() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        System.err.println("stopping ...");
        int code = 0;
        try {
            running.close();
            System.err.println("stopped");
        } catch (Exception e) {
            System.err.println("spoolway: did not stop cleanly: " + e);
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }
}
