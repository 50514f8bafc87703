package io.spoolway.ingest.http;

import java.util.Map;

/** Ends a request with an error of the catalogue. */
public final class ApiException extends RuntimeException {
    private final OciError error;
    private final transient Map<String, String> headers;

    ApiException(OciError error, String message, Map<String, String> headers) {
        super(message, null, false, false); // an answer, not a fault of ours: no stack trace
        this.error = error;
        this.headers = Map.copyOf(headers);
    }

    public OciError error() {
        return error;
    }

    /** Headers of the response. */
    public Map<String, String> headers() {
        return headers;
    }
}
