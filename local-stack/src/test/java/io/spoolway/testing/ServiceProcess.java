package io.spoolway.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service as a process of its own, which a test may kill. Its output goes to a file below the build directory. */
public final class ServiceProcess implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Process process;
    private final URI endpoint;
    private final Path log;

    private ServiceProcess(Process process, URI endpoint, Path log) {
        this.process = process;
        this.endpoint = endpoint;
        this.log = log;
    }

    /** A service that can be started. */
    public enum Service {
        INGEST_API("io.spoolway.ingest.Main"),
        VERIFIER("io.spoolway.verifier.Main"),
        LINKER("io.spoolway.linker.Main"),
        AUDITOR("io.spoolway.auditor.Main");

        private final String main;

        Service(String main) {
            this.main = main;
        }

        /** The command to start it with these options of the JVM. */
        List<String> command(String... options) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(
                    System.getProperty("spoolway.test.jvm", "-XX:+UseSerialGC").split(" ")));
            command.addAll(List.of(options));
            command.addAll(List.of(
                    // what the JVM itself has to say would stand between the lines of the service
                    "-Xlog:disable",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    classPath(),
                    main));
            return command;
        }

        /** That of the test, without what is no service's: an archive of classes cannot have folders on its class path. */
        private static String classPath() {
            List<String> own = List.of("classes", "test-classes");
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> own.stream()
                            .noneMatch(folder -> Path.of("target", folder)
                                    .toAbsolutePath()
                                    .equals(Path.of(entry).toAbsolutePath())))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /**
     * Starts a process; it ends at once, and without a word, when it runs out of memory.
     *
     * @param settings environment variables; the port is chosen here
     * @param maxHeap such as {@code 256m}
     */
    public static ServiceProcess start(Service service, Map<String, String> settings, String maxHeap)
            throws IOException {
        List<String> command = service.command(
                "-Xmx" + maxHeap, "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=" + ClassArchive.of(service));
        return start(service, command, settings);
    }

    static ServiceProcess start(Service service, List<String> command, Map<String, String> settings)
            throws IOException {
        int port = freePort();
        Path logs = Files.createDirectories(Path.of("target", "processes"));
        Path log = logs.resolve(
                "%s-%d-%d.log".formatted(service, ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPOOLWAY_") || name.startsWith("OTEL_"));
        builder.environment().putAll(settings);
        builder.environment().put("SPOOLWAY_HTTP_PORT", Integer.toString(port));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        return new ServiceProcess(process, URI.create("http://127.0.0.1:" + port), log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it can do its work. */
    public ServiceProcess ready() {
        Eventually.await().until(this::isReady);
        return this;
    }

    private boolean isReady() {
        return probe("/health/ready");
    }

    /** Whether it lives, ready or not. */
    boolean isLive() {
        return probe("/health/live");
    }

    private boolean probe(String path) {
        if (!process.isAlive()) {
            throw new AssertionError("the process ended with %d: %s".formatted(process.exitValue(), output()));
        }
        try {
            HttpRequest probe = HttpRequest.newBuilder(endpoint.resolve(path)).build();
            return HTTP.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notListening) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Where it listens. */
    public URI endpoint() {
        return endpoint;
    }

    /** Whether it is still running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The value of a meter, as {@code /metrics} has it. */
    public double meter(String line) {
        String name = line + " ";
        return new String(new Registry(endpoint).get("/metrics").body(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .filter(candidate -> candidate.startsWith(name))
                .mapToDouble(candidate -> Double.parseDouble(candidate.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    /** All that it has written. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM. Returns the exit code when it has stopped. */
    public int stop() {
        process.destroy();
        return exitCode();
    }

    /** Returns the exit code when it has ended. */
    public int exitCode() {
        Eventually.await().until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** {@code kill -9}: it does not get to do anything more. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
