package io.spoolway.service;

import io.spoolway.config.InvalidSettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service as a process of its own, from its settings to SIGTERM. */
public final class ServiceMain {
    /** The exit code when the settings cannot be used (EX_CONFIG of sysexits.h). */
    public static final int EXIT_CONFIG = 78;

    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    private ServiceMain() {}

    /** Starts a service; it runs until it is closed. */
    public interface Starter {
        RunningService start() throws Exception;
    }

    /**
     * Starts, waits for SIGTERM or Ctrl-C, stops.
     *
     * @return the exit code when the service could not be started, or has failed for good ({@link Monitoring#failed}), and is stopped when
     *     the JVM ends; otherwise this does not return before that
     */
    public static int run(String name, Starter starter) {
        RunningService service;
        try {
            service = starter.start();
        } catch (InvalidSettingsException e) {
            System.err.println("spoolway " + name + ": " + e.getMessage());
            return EXIT_CONFIG;
        } catch (Exception e) {
            return failed(name, e);
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(name, service)));
        try {
            return failed(name, service.monitoring().awaitFailure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int failed(String name, Exception e) {
        LOG.error("{} could not start", name, e);
        System.err.println("spoolway " + name + ": could not start: " + e.getMessage());
        return 1;
    }

    private static void close(String name, AutoCloseable service) {
        try {
            service.close();
            LOG.info("{} stopped", name);
        } catch (Exception e) {
            LOG.error("{} did not stop cleanly", name, e);
        }
    }
}
