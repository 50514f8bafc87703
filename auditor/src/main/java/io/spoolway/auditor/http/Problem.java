package io.spoolway.auditor.http;

import io.javalin.http.HttpStatus;
import java.util.Map;

/** Ends a request with problem details (RFC 9457). */
final class Problem extends RuntimeException {
    private final HttpStatus status;
    private final transient Map<String, String> headers;

    private Problem(HttpStatus status, String detail, Map<String, String> headers) {
        super(detail, null, false, false); // an answer, not a fault of ours: no stack trace
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** @param detail for the user: what is wrong, and what would be right */
    static Problem of(HttpStatus status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** The same, with headers that the client needs to go on. */
    static Problem of(HttpStatus status, String detail, Map<String, String> headers) {
        return new Problem(status, detail, headers);
    }

    HttpStatus status() {
        return status;
    }

    /** Headers of the response. */
    Map<String, String> headers() {
        return headers;
    }

    /** The body. */
    Details details() {
        return new Details("about:blank", status.getMessage(), status.getCode(), String.valueOf(getMessage()));
    }

    /** Members of problem details (RFC 9457, section 3.1). */
    record Details(String type, String title, int status, String detail) {}
}
