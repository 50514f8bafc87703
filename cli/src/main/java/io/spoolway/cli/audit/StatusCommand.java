package io.spoolway.cli.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.cli.ByteSize;
import io.spoolway.cli.CommandFailure;
import io.spoolway.cli.LogLevel;
import io.spoolway.cli.UrlConverter;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints what happened to one upload. */
@Command(
        name = "status",
        description = {
            "Prints where an upload stands, and each of its steps: when, how long it waited and how long it took, and on which node.",
            "Exit code: 0 when it is known, 1 when it is not or the auditor cannot be asked, 2 for wrong usage."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int TRIES = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", converter = IdConverter.class, description = "The upload: its id, a UUID.")
    private @Nullable UploadId id;

    @Option(
            names = "--url",
            converter = UrlConverter.class,
            description = "URL of the auditor; default ${DEFAULT-VALUE}.")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.ERROR.use();
        if (spec == null || id == null) {
            throw new IllegalStateException("not called by picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        print(ask(new Auditor(url, SILENCE), id), out);
        out.flush();
        return 0;
    }

    private JsonNode ask(Auditor auditor, UploadId upload) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                switch (auditor.get("uploads/" + upload, Map.of(), Map.of("Accept", "application/json"))) {
                    case Auditor.Answer.Body(InputStream body) -> {
                        try (body) {
                            return new ObjectMapper().readTree(body);
                        }
                    }
                    case Auditor.Answer.Unknown(String detail) ->
                        throw new CommandFailure(
                                "the auditor %s knows no upload %s%s".formatted(url, upload, detail), null);
                    case Auditor.Answer.Later(Duration pause, String detail) -> {
                        if (tries == TRIES) {
                            throw new CommandFailure(
                                    "the auditor %s is not ready%s; try again later".formatted(url, detail), null);
                        }
                        Thread.sleep(pause);
                    }
                }
            } catch (JacksonException e) {
                throw new CommandFailure(
                        "%s is no auditor: its answer is no JSON. --url names another.".formatted(url), e);
            } catch (IOException e) {
                throw auditor.unreachable(e);
            }
        }
    }

    private static void print(JsonNode upload, PrintWriter out) {
        field(out, "upload", upload.path("uploadId").asText());
        field(out, "repository", upload.path("repository").asText());
        field(
                out,
                "state",
                upload.path("state").asText()
                        + (upload.path("stalled").asBoolean() ? ", took longer than it may (stalled)" : ""));
        field(out, "reason", upload.path("reason").asText());
        field(out, "digest", upload.path("digest").asText());
        if (upload.has("size")) {
            field(out, "size", size(upload.path("size").asLong()));
        }
        if (upload.has("received")) {
            field(
                    out,
                    "received",
                    "%s by %s"
                            .formatted(
                                    size(upload.path("received").asLong()),
                                    AuditLine.time(upload.path("receivedAt").asText())));
        }
        field(out, "pushed by", upload.path("subject").asText());
        JsonNode client = upload.path("client");
        field(
                out,
                "client",
                (client.path("address").asText() + "  "
                                + client.path("userAgent").asText())
                        .strip());
        field(out, "started", AuditLine.time(upload.path("started").asText()));
        if (upload.has("ended")) {
            String ended = upload.path("ended").asText();
            Duration took =
                    Duration.between(Instant.parse(upload.path("started").asText(ended)), Instant.parse(ended));
            field(out, "ended", AuditLine.time(ended) + ", after " + AuditLine.millis(Math.max(0, took.toMillis())));
        }
        out.println();
        out.println(AuditLine.stepHeading());
        upload.path("events").forEach(event -> out.println(AuditLine.ofStep(event)));
    }

    private static String size(long size) {
        return size < 1024 ? size + " B" : "%s (%d B)".formatted(new ByteSize(size), size);
    }

    private static void field(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) {
            out.printf("%-10s  %s%n", name, Printable.text(value));
        }
    }

    /** Reads an upload id. */
    static final class IdConverter implements ITypeConverter<UploadId> {
        @Override
        public UploadId convert(String value) {
            try {
                return UploadId.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
