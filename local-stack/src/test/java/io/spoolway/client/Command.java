package io.spoolway.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command line, and the environment it gets besides that of the tests. */
record Command(List<String> line, Map<String, String> environment) {
    /** What no client takes, unless it hangs. */
    private static final long LIMIT_SECONDS = 300;

    static Command of(String... line) {
        return new Command(List.of(line), Map.of());
    }

    /** How it ended. */
    record Result(int exit, String output) {}

    /** Runs it to its end; it must succeed. Returns what it printed, without the white space around it. */
    String run() throws IOException {
        Result result = end();
        if (result.exit() != 0) {
            throw new AssertionError(this + " ended with " + result.exit() + ": " + result.output());
        }
        return result.output().strip();
    }

    /** Runs it to its end. */
    Result end() throws IOException {
        try (Running running = start()) {
            return running.end();
        }
    }

    /** Starts it; the receiver closes it. */
    Running start() throws IOException {
        Path output = Files.createTempFile("spoolway-client", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        // so that stock tools use the certificates and the proxy of nobody
        builder.environment().remove("AWS_CA_BUNDLE");
        return new Running(this, builder.start(), output);
    }

    @Override
    public String toString() {
        return String.join(" ", line);
    }

    /** A command that was started. */
    record Running(Command command, Process process, Path output) implements AutoCloseable {
        Result end() throws IOException {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command + " does not end: " + printed());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            return new Result(process.exitValue(), printed());
        }

        String printed() throws IOException {
            return Files.readString(output, StandardCharsets.UTF_8);
        }

        /** Ends it as SIGTERM does, and waits until it is gone; SIGKILL when it does not go. */
        void stop() {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
