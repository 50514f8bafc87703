package io.spoolway.service;

import io.spoolway.config.InvalidSettingsException;
import io.spoolway.config.Settings;
import io.spoolway.logging.LogConfig;
import io.spoolway.logging.Logging;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service as a process of its own, from its settings to SIGTERM. */
public final class ServiceMain {
    /** The exit code when the settings cannot be used (EX_CONFIG of sysexits.h). */
    public static final int EXIT_CONFIG = 78;

    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    private ServiceMain() {}

    /** Starts a service with its configuration; it runs until it is closed. */
    public interface Starter<C> {
        RunningService start(C config) throws Exception;
    }

    private record Configured<C>(LogConfig log, Map<String, String> traces, C config) {}

    /**
     * Reads the settings, has the process log and send traces as they say, and runs the service ({@link #run(String, Callable)}).
     *
     * @param environment all variables
     * @param reader builds the configuration of the service; problems are told with those of log and traces
     * @return the exit code: {@link #EXIT_CONFIG} when the settings cannot be used
     */
    public static <C> int run(
            String name, Map<String, String> environment, Function<Settings, C> reader, Starter<C> starter) {
        Configured<C> configured;
        try {
            configured = Settings.read(
                    environment,
                    settings -> new Configured<>(
                            LogConfig.from(settings, name), settings.openTelemetry(), reader.apply(settings)));
        } catch (InvalidSettingsException e) {
            return invalid(name, e);
        }
        Logging.use(configured.log());
        TraceExport traces;
        try {
            traces = TraceExport.start(configured.traces(), name);
        } catch (InvalidSettingsException e) {
            return invalid(name, e);
        }
        return run(name, () -> starter.start(configured.config()), traces);
    }

    /**
     * Starts, waits for SIGTERM or Ctrl-C, stops.
     *
     * @return the exit code when the service could not be started, or has failed for good ({@link Monitoring#failed}), and is stopped when
     *     the JVM ends; otherwise this does not return before that
     */
    public static int run(String name, Callable<RunningService> starter) {
        return run(name, starter, () -> {});
    }

    /** @param after is closed when the service is */
    private static int run(String name, Callable<RunningService> starter, AutoCloseable after) {
        RunningService service;
        try {
            service = starter.call();
        } catch (InvalidSettingsException e) {
            return invalid(name, e);
        } catch (CannotStartException e) {
            LOG.error("{} cannot start: {}", name, e.getMessage());
            return 1;
        } catch (Exception e) {
            LOG.error("{} could not start: {}", name, e.getMessage(), e);
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(name, service, after)));
        try {
            RuntimeException failure = service.monitoring().awaitFailure();
            // its stack trace was logged where it happened
            LOG.error("{} ends: {}", name, failure.getMessage());
            return failure instanceof InvalidSettingsException ? EXIT_CONFIG : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Said plainly, since how to log is not known then. */
    private static int invalid(String name, InvalidSettingsException e) {
        System.err.println("spoolway " + name + ": " + e.getMessage());
        return EXIT_CONFIG;
    }

    private static void close(String name, AutoCloseable service, AutoCloseable after) {
        try (after) {
            service.close();
            LOG.info("{} stopped", name);
        } catch (Exception e) {
            LOG.error("{} did not stop cleanly", name, e);
        }
    }
}
