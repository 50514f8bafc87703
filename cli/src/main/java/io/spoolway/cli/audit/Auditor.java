package io.spoolway.cli.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.cli.CommandFailure;
import io.spoolway.cli.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The HTTP API of an auditor. A read that gets nothing for a while fails, also within a long answer, so that a connection that
 * broke without a word is noticed.
 */
final class Auditor {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final int LONGEST_DETAIL = 300;

    private final URI url;
    private final Duration silence;

    /** @param silence how long nothing may be heard while an answer is read */
    Auditor(URI url, Duration silence) {
        this.url = url;
        this.silence = silence;
    }

    /** What it answers. */
    sealed interface Answer {
        /** The receiver closes the body. */
        record Body(InputStream stream) implements Answer {}

        /** It is starting, or has too much to do. */
        record Later(Duration pause, String detail) implements Answer {}

        /** It has no such thing. */
        record Unknown(String detail) implements Answer {}
    }

    /**
     * GET.
     *
     * @param path such as {@code events}
     * @throws CommandFailure when nobody listens there, or the question is refused
     * @throws IOException when the connection breaks
     */
    Answer get(String path, Map<String, String> query, Map<String, String> headers) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) target(path, query).toURL().openConnection();
        connection.setConnectTimeout(Math.toIntExact(CONNECT_WITHIN.toMillis()));
        connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
        connection.setRequestProperty("User-Agent", "spoolway/" + Version.text());
        headers.forEach(connection::setRequestProperty);
        int status = connection.getResponseCode();
        return switch (status) {
            case 200 -> new Answer.Body(connection.getInputStream());
            case 404 -> new Answer.Unknown(detail(connection));
            case 429, 503 ->
                new Answer.Later(
                        Duration.ofSeconds(Math.clamp(connection.getHeaderFieldInt("Retry-After", 1), 1, 60)),
                        detail(connection));
            default ->
                throw new CommandFailure(
                        "the auditor %s answered %d%s".formatted(url, status, detail(connection)), null);
        };
    }

    private URI target(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(
                url.toString().replaceAll("/+$", "") + "/" + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    /** What its problem details (RFC 9457) say, or the beginning of the body, in brackets; empty when there is none. */
    private static String detail(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            if (body == null) {
                return "";
            }
            String text = new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8).strip();
            String told = problem(text);
            return told.isEmpty()
                    ? ""
                    : " (" + Printable.text(told.substring(0, Math.min(told.length(), LONGEST_DETAIL))) + ")";
        }
    }

    private static String problem(String text) {
        try {
            JsonNode problem = new ObjectMapper().readTree(text);
            return problem.path("detail").asText(problem.path("title").asText(text));
        } catch (JacksonException e) {
            return text;
        }
    }

    /** That nobody answers, for people. */
    CommandFailure unreachable(IOException e) {
        String why = switch (e) {
            case ConnectException refused -> "cannot connect to " + url;
            case UnknownHostException unknown -> "there is no host " + url.getHost();
            default -> "the connection to %s broke (%s)".formatted(url, e.getMessage());
        };
        return new CommandFailure(
                why + ". Is the auditor running? './spoolway up' starts one; --url names another.", e);
    }
}
