package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

    private LocalStackConfig config;
    private LocalStack stack;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        config = new LocalStackConfig(directory.resolve("data"), 0, 0, 0, 0, Component.all(), Map.of());
        stack = LocalStack.start(config);
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
        assertThat(run("audit", "--repo", "demo/files", "--url", auditor).out().lines())
                .hasSize(4)
                .allMatch(line -> line.contains(id));
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
    void a202LeadsToTheAuditor() throws Exception {
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256.newHash());
        HttpRequest push = HttpRequest.newBuilder(
                        stack.httpEndpoint().resolve("/v2/demo/empty/blobs/uploads/?digest=" + digest))
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(push, BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            String location = answer.headers().firstValue("Location").orElseThrow();
            assertThat(location).startsWith(stack.auditorEndpoint() + "/uploads/");
            String id = location.substring(location.lastIndexOf('/') + 1);
            assertThat(followed(
                            4,
                            "--repo",
                            "demo/empty",
                            "--since",
                            "1h",
                            "--url",
                            stack.auditorEndpoint().toString()))
                    .allMatch(line -> line.contains(id));
            assertThat(run("status", id, "--url", stack.auditorEndpoint().toString())
                            .out())
                    .contains("linked");
        }
    }

    @Test
    void upTellsWhereTheAuditorIs() throws Exception {
        StringWriter out = new StringWriter();
        new UpBanner(config).print(stack, new PrintWriter(out));

        assertThat(out.toString().lines()).contains("  auditor       " + stack.auditorEndpoint() + "/");
        assertThat(stack.settings(0))
                .containsEntry("SPOOLWAY_AUDITOR_URL", stack.auditorEndpoint().toString());
        assertThat(directory.resolve("data").resolve("auditor")).isNotEmptyDirectory();
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
