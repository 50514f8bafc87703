package io.spoolway.cli.push;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to make of answers that are not the wanted one: the one place where statuses become decisions. */
final class Answers {
    private static final int LONGEST_BODY = 300;

    private Answers() {}

    /**
     * Why a request failed.
     *
     * @param what the request was to do, such as "storing bytes"
     * @param now for a {@code Retry-After} that is a date
     */
    static PushException failure(String what, HttpResponse<String> answer, Instant now) {
        String told = "%s: %s".formatted(what, told(answer));
        Optional<Duration> retryAfter = retryAfter(answer.headers().firstValue("Retry-After"), now);
        int status = answer.statusCode();
        return switch (status) {
            case 416 -> PushException.TryAgain.outOfStep(told);
            // Request Timeout, Too Early, Too Many Requests: not the request was wrong, but the moment.
            case 408, 425, 429 -> PushException.TryAgain.after(told, retryAfter);
            case 501, 505 -> new PushException.Refused(told);
            case 401, 403 ->
                new PushException.Refused(
                        told + ". The registry asks for credentials or forbids this; push sends none.");
            case 413 ->
                new PushException.Refused(
                        told + ". Something on the way takes no such large requests: use a smaller --chunk-size.");
            default -> status >= 500 ? PushException.TryAgain.after(told, retryAfter) : new PushException.Refused(told);
        };
    }

    /** What an answer says, in a line: its status, and the errors of an OCI error body or else the beginning of the body. */
    static String told(HttpResponse<String> answer) {
        String body = String.join("; ", errors(answer.body()));
        if (body.isEmpty()) {
            body = answer.body().strip();
        }
        if (body.length() > LONGEST_BODY) {
            body = body.substring(0, LONGEST_BODY) + "...";
        }
        return "the registry answered %d%s".formatted(answer.statusCode(), body.isEmpty() ? "" : " (" + body + ")");
    }

    private static List<String> errors(String body) {
        List<String> errors = new ArrayList<>();
        if (body.startsWith("{")) {
            try {
                for (JsonNode error : new ObjectMapper().readTree(body).path("errors")) {
                    String detail = error.path("detail").asText("");
                    errors.add(error.path("code").asText("error") + ": "
                            + error.path("message").asText("no message")
                            + (detail.isEmpty() ? "" : " (" + detail + ")"));
                }
            } catch (JacksonException e) {
                // not an OCI error body: the caller shows it as it is
            }
        }
        return errors;
    }

    /** {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
    static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
        return header.map(String::strip).flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
