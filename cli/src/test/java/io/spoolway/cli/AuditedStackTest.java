package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands, and everything that {@code up} starts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditedStackTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path directory;

    private LocalStack stack;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        stack = LocalStack.start(
                new LocalStackConfig(directory.resolve("data"), 0, 0, 0, 0, Component.all(), Map.of()));
        stack.awaitReady(Duration.ofMinutes(3));
    }

    @AfterAll
    void stop() throws IOException {
        stack.close();
    }

    private record Result(int code, String out, String err) {}

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = SpoolwayCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int code = commandLine.execute(args);
        return new Result(code, out.toString(), err.toString());
    }

    @Test
    void aPushThatDoesNotWaitIsFollowedAtTheAuditorAndStandsInTheRecord() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "some bytes");
        String auditor = stack.auditorEndpoint().toString();

        Result push = run(
                "push",
                file.toString(),
                "--repo",
                "demo/files",
                "--async",
                "--url",
                stack.httpEndpoint().toString());
        assertThat(push.code()).as(push.err()).isZero();

        List<JsonNode> events = new ArrayList<>();
        for (String line : followed(4, "--repo", "demo/files", "--since", "1h", "--url", auditor)) {
            events.add(JSON.readTree(line));
        }
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "spoolway.upload.started",
                        "spoolway.upload.completed",
                        "spoolway.blob.verified",
                        "spoolway.blob.linked");
        String id = events.getFirst().path("subject").asText();
        assertThat(events)
                .allSatisfy(event -> assertThat(event.path("subject").asText())
                        .isEqualTo(event.at("/data/uploadId").asText())
                        .isEqualTo(id));

        Result status = run("status", id, "--url", auditor);
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out())
                .contains("demo/files", "linked", "10 B", "spoolway/")
                .containsSubsequence("upload.started", "upload.completed", "blob.verified", "blob.linked");

        assertThat(run("audit", "--repo", "demo/other", "--url", auditor)).isEqualTo(new Result(0, "", ""));
        assertThat(run("audit", "--url", auditor).out().lines()).hasSize(4).allMatch(line -> line.contains(id));
    }

    /** The first lines of {@code audit --follow --json}, as they come. */
    private static List<String> followed(int lines, String... args) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = SpoolwayCommand.commandLine();
        commandLine.setOut(new PrintWriter(new ClosedAfter(lines, out), true));
        List<String> all = new ArrayList<>(List.of("audit", "--follow", "--json"));
        all.addAll(List.of(args));
        assertThat(commandLine.execute(all.toArray(String[]::new))).isZero();
        return out.toString().lines().toList();
    }

    @Test
    void anUploadThatIsUnknownIsAnError() {
        Result status = run(
                "status",
                "019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10",
                "--url",
                stack.auditorEndpoint().toString());

        assertThat(status.code()).isEqualTo(1);
        assertThat(status.err()).contains("knows no upload").hasLineCount(1);
    }
}
