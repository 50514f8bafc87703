package io.spoolway.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.cli.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An event of the audit record as a line for people. */
final class AuditLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SHORT_DIGEST = "sha256:".length() + 12;

    private AuditLine() {}

    /** When, what, where, which blob, how large, how long it waited and how long it took, whose, and what else. */
    static String of(JsonNode event) {
        JsonNode data = event.path("data");
        boolean isUpload = data.has("uploadId");
        return Printable.text("%s  %-16s  %-24s  %-19s  %9s  %9s  %9s  %s%s"
                        .formatted(
                                time(event.path("time").asText()),
                                step(event),
                                data.path("repository").asText(),
                                digest(data.path("digest").asText()),
                                data.has("size")
                                        ? new ByteSize(data.path("size").asLong())
                                        : "",
                                isUpload ? millis(data.path("queueMillis").asLong()) : "",
                                isUpload ? millis(data.path("workMillis").asLong()) : "",
                                data.path("uploadId")
                                        .asText(event.path("subject").asText()),
                                more(event)))
                .stripTrailing();
    }

    /** One step in the timeline of one upload: when, what, how long it waited and how long it took, where, and what else. */
    static String ofStep(JsonNode event) {
        JsonNode data = event.path("data");
        return Printable.text("%s  %-16s  %9s  %9s  %s%s"
                        .formatted(
                                time(event.path("time").asText()),
                                step(event),
                                millis(data.path("queueMillis").asLong()),
                                millis(data.path("workMillis").asLong()),
                                event.path("spoolwaynode").asText(),
                                more(event)))
                .stripTrailing();
    }

    /** What {@link #ofStep} has, for a line above. */
    static String stepHeading() {
        return "%-24s  %-16s  %9s  %9s  %s".formatted("time", "step", "waited", "took", "node");
    }

    private static String step(JsonNode event) {
        return event.path("type").asText().replaceFirst("^spoolway\\.", "");
    }

    private static String more(JsonNode event) {
        JsonNode data = event.path("data");
        List<String> more = new ArrayList<>();
        if (event.has("spoolwaysubject")) {
            more.add("for " + event.path("spoolwaysubject").asText());
        }
        if (data.path("gap").asBoolean()) {
            more.add("a step before it was not read");
        }
        data.path("facts")
                .propertyStream()
                .forEach(fact -> more.add(fact.getKey() + " " + fact.getValue().asText()));
        data.path("tags").forEach(tag -> more.add("tag " + tag.asText()));
        return more.isEmpty() ? "" : "  " + String.join(", ", more);
    }

    private static String digest(String digest) {
        return digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
    }

    /** A time as it is shown, to the millisecond. */
    static String time(String time) {
        return time.isEmpty() ? "" : TIME.format(Instant.parse(time));
    }

    /** A duration as people read it: {@code 350 ms}, {@code 12.3 s}, {@code 4m 05s}. */
    static String millis(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return duration.toHours() > 0
                ? "%dh %02dm".formatted(duration.toHours(), duration.toMinutesPart())
                : "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
