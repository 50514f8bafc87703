package io.spoolway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.telemetry.LogContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;
import org.slf4j.event.Level;

@ResourceLock(Resources.SYSTEM_ERR)
class LoggingTest {
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

    @Test
    void aLineOfJsonTellsWhatAPersonLooksFor() throws Exception {
        List<String> lines = logged(json(Level.INFO), logger -> {
            mdc.put(LogContext.UPLOAD, "019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10");
            mdc.put(LogContext.DIGEST, "sha256:0123");
            mdc.put(LogContext.REPOSITORY, "demo/files");
            logger.warn("upload {} is rejected:\n\"quoted\" \u0001 \u00e4", "x");
        });

        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.getFirst());
        assertThat(Instant.parse(line.path("@timestamp").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(line.path("log.level").asText()).isEqualTo("WARN");
        assertThat(line.path("message").asText()).isEqualTo("upload x is rejected:\n\"quoted\" \u0001 \u00e4");
        assertThat(line.path("log.logger").asText()).isEqualTo("io.spoolway.some.Step");
        assertThat(line.path("process.thread.name").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(line.path("service.name").asText()).isEqualTo("verifier");
        assertThat(line.path("service.node.name").asText()).isEqualTo("verifier@here");
        assertThat(line.path("upload").asText()).isEqualTo("019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10");
        assertThat(line.path("digest").asText()).isEqualTo("sha256:0123");
        assertThat(line.path("repository").asText()).isEqualTo("demo/files");
    }

    @Test
    void whatSpoolwayTellsItselfIsNotToldByItsLibrariesToo() throws Exception {
        List<String> lines = logged(json(Level.INFO), logger -> {
            logger.error("Failed to start Javalin");
            logger.error("Failed to start Javalin in time");
            logger.warn("TaskCorruptedException of somebody else");
        });

        assertThat(lines).hasSize(2);
    }

    @Test
    void anExceptionIsOnTheSameLineWithItsStackTrace() throws Exception {
        List<String> lines = logged(
                json(Level.INFO),
                logger -> logger.error(
                        "it failed", new IllegalStateException("two\nlines", new IllegalArgumentException("cause"))));

        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.getFirst());
        assertThat(line.path("error.type").asText()).isEqualTo(IllegalStateException.class.getName());
        assertThat(line.path("error.message").asText()).isEqualTo("two\nlines");
        assertThat(line.path("error.stack_trace").asText())
                .contains("at " + LoggingTest.class.getName(), "Caused by: ", "cause");
    }

    @Test
    void whatIsBelowTheLevelIsNotLogged() {
        assertThat(logged(json(Level.WARN), logger -> logger.info("not told"))).isEmpty();
        assertThat(logged(json(Level.DEBUG), logger -> logger.debug("told"))).hasSize(1);
    }

    @Test
    void textIsForPeople() {
        LogConfig text = new LogConfig("verifier", "verifier@here", LogConfig.Format.TEXT, Level.INFO);

        assertThat(logged(text, logger -> logger.info("without")))
                .singleElement()
                .asString()
                .contains("io.spoolway.some.Step")
                .endsWith(" without")
                .doesNotContain("upload");
        assertThat(logged(text, logger -> {
                    mdc.put(LogContext.UPLOAD, "u1");
                    logger.info("with");
                }))
                .singleElement()
                .asString()
                .contains(" INFO ")
                .endsWith("upload u1 with");
    }

    private static LogConfig json(Level level) {
        return new LogConfig("verifier", "verifier@here", LogConfig.Format.JSON, level);
    }

    /** What a process would write that logs so; without a word of Logback about itself. */
    private List<String> logged(LogConfig config, Consumer<Logger> work) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(mdc);
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            Logging.configure(context, config);
            work.accept(context.getLogger("io.spoolway.some.Step"));
        } finally {
            context.stop();
            System.setErr(before);
            mdc.clear();
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
