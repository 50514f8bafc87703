package io.spoolway.testing;

import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Starts stacks for tests: one that all tests share which leave it as it is, and others for those that do not. */
public final class TestStack {
    /** Quicker than in production, so that tests of crashes need not wait for long. */
    private static final Map<String, String> SETTINGS = Map.of(
            "SPOOLWAY_WORK_LOCK", "3s",
            "SPOOLWAY_JANITOR_INTERVAL", "0s");

    /**
     * All but the auditor: it reads along whatever the others do, and costs a test that does not ask it seconds to start. Tests of
     * the auditor say so with {@link Component#all()}.
     */
    public static final Set<Component> PIPELINE = Set.copyOf(EnumSet.complementOf(EnumSet.of(Component.AUDITOR)));

    private TestStack() {}

    /**
     * The shared stack, with the services of the pipeline; it runs until the JVM ends. Broker and store may be in containers, as
     * {@link Backing} says.
     */
    public static LocalStack shared() {
        return Shared.STACK;
    }

    /**
     * A broker and a store without services, which run until the JVM ends: for tests that bring services of their own, and
     * leave nothing to do for those of other tests.
     */
    public static LocalStack bare() {
        return Bare.STACK;
    }

    /** A stack of one's own, ready; the receiver closes it. */
    public static LocalStack start(Set<Component> components) throws Exception {
        return start(temporaryDirectory(), components, Map.of());
    }

    /** A stack of one's own with other settings, ready; the receiver closes it. */
    public static LocalStack start(Path dataDir, Set<Component> components, Map<String, String> settings)
            throws Exception {
        return start(dataDir, components, settings, Backing.Ports.NONE);
    }

    private static LocalStack start(
            Path dataDir, Set<Component> components, Map<String, String> settings, Backing.Ports given)
            throws Exception {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        LocalStack stack = LocalStack.start(new LocalStackConfig(
                dataDir, 0, given.of(Component.KAFKA), given.of(Component.S3), 0, given.without(components), all));
        stack.awaitReady(Eventually.LIMIT);
        return stack;
    }

    /** A directory below the module's build directory: on the same disk as the build, and removed by {@code clean}. */
    public static Path temporaryDirectory() {
        try {
            Path target = Files.createDirectories(Path.of("target", "stacks"));
            return Files.createTempDirectory(target, "stack-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final LocalStack STACK = untilExit(PIPELINE, Backing.chosen());
    }

    private static final class Bare {
        private static final LocalStack STACK = untilExit(Set.of(Component.KAFKA, Component.S3), Backing.Ports.NONE);
    }

    private static LocalStack untilExit(Set<Component> components, Backing.Ports given) {
        try {
            LocalStack stack = start(temporaryDirectory(), components, Map.of(), given);
            // containers go when the JVM ends: services that were to stop in good order would wait for them
            if (given.equals(Backing.Ports.NONE)) {
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(stack)));
            }
            return stack;
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the shared stack did not get ready", e);
        } catch (Exception e) {
            throw new IllegalStateException("the shared stack did not start", e);
        }
    }

    private static void close(LocalStack stack) {
        try {
            stack.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
