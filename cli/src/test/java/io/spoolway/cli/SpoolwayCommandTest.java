package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SpoolwayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... args) {
        CommandLine commandLine = SpoolwayCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    private String file() throws IOException {
        return Files.writeString(directory.resolve("file"), "bytes").toString();
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("up", "push", "audit", "status", "purge", "ingest-api", "verifier", "linker", "auditor");
        assertThat(run("help", "push")).isZero();
        assertThat(out.toString()).contains("--chunk-size");
    }

    @Test
    void versionTellsOfJavaToo() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("spoolway ").contains("Java " + Runtime.version());
    }

    @Test
    void wrongUsageIsToldInTwoLines() throws IOException {
        assertThat(run("push", file())).isEqualTo(2);
        assertThat(err.toString()).contains("--repo", "'spoolway push --help'").hasLineCount(2);
    }

    @Test
    void pushLooksAtItsOptionsBeforeItSendsAnything() throws IOException {
        String file = file();
        assertUsageError("--repo", "Not/Valid", "push", file, "--repo", "Not/Valid");
        assertUsageError("no-such-file", "does not exist", "push", "no-such-file", "--repo", "demo");
        assertUsageError(directory.toString(), "is not a file", "push", directory.toString(), "--repo", "demo");
        assertUsageError("--algorithm", "md5", "push", file, "--repo", "demo", "--algorithm", "md5");
        assertUsageError("--chunk-size", "64MB", "push", file, "--repo", "demo", "--chunk-size", "64MB");
        assertUsageError("--url", "localhost:5000", "push", file, "--repo", "demo", "--url", "localhost:5000");
        assertUsageError("--resume", "one file", "push", file, file, "--repo", "demo", "--resume", "http://h/v2/u");
        assertUsageError("--jobs", "at least 1", "push", file, "--repo", "demo", "--jobs", "0");
    }

    @Test
    void otherCommandsLookAtTheirOptionsToo() {
        assertUsageError("--only", "kafkaa", "up", "--only", "kafkaa");
        assertUsageError("65536", "port", "up", "--port", "65536");
        assertUsageError("--kafka-port and --port", "9103", "up", "--port", "9103", "--kafka-port", "9103");
        assertUsageError("--older-than", "fortnight", "purge", "--older-than", "fortnight");
        assertUsageError("--since", "yesterday", "audit", "--since", "yesterday");
        assertUsageError("--repo", "Not/Valid", "audit", "--repo", "Not/Valid");
        assertUsageError("no-id", "upload id", "status", "no-id");
        assertUsageError("pull", "spoolway", "pull");
        assertUsageError("subcommand", "--help");
    }

    private void assertUsageError(String first, String second, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString()).contains(first, second).doesNotContain("\tat ");
    }

    @Test
    void nothingListeningIsToldBeforeTheFileIsRead() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(run("push", file(), "--repo", "demo", "--url", "http://127.0.0.1:" + port))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("cannot connect to http://127.0.0.1:" + port, "./spoolway up", "--url")
                .doesNotContain("hashing", "\tat ");
    }

    @Test
    void aTakenPortIsNamedWithItsOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String option : List.of("--port", "--kafka-port", "--s3-port", "--auditor-port")) {
                String port = Integer.toString(taken.getLocalPort());
                List<String> args = new ArrayList<>(List.of("up", "--data-dir", directory.toString()));
                for (String each : List.of("--port", "--kafka-port", "--s3-port", "--auditor-port")) {
                    args.addAll(List.of(each, each.equals(option) ? port : "0"));
                }
                err.getBuffer().setLength(0);

                assertThat(run(args.toArray(String[]::new))).isEqualTo(1);

                assertThat(err.toString()).contains("port " + port, option).hasLineCount(1);
                assertThat(directory).isEmptyDirectory();
            }
        }
    }

    @Test
    void stackTracesComeOnlyWhenAskedFor() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run("--verbose", "up", "--only", "s3", "--s3-port", Integer.toString(taken.getLocalPort()));

            assertThat(err.toString()).contains("--s3-port", "\tat ");
        }
    }
}
