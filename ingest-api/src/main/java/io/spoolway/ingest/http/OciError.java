package io.spoolway.ingest.http;

import java.util.Map;

/**
 * The catalogue of errors: the codes of the OCI Distribution specification 1.1 ("Error Codes") with the status they are
 * sent with. The specification has no code for a server that is away or full, for a range or for a condition: the nearest one is
 * taken.
 */
public enum OciError {
    BLOB_UNKNOWN("BLOB_UNKNOWN", 404),
    BLOB_UPLOAD_UNKNOWN("BLOB_UPLOAD_UNKNOWN", 404),
    BLOB_UPLOAD_INVALID("BLOB_UPLOAD_INVALID", 400),
    BLOB_UPLOAD_FAILED("BLOB_UPLOAD_INVALID", 500),
    CHUNK_OUT_OF_ORDER("BLOB_UPLOAD_INVALID", 416),
    DENIED("DENIED", 403),
    DIGEST_INVALID("DIGEST_INVALID", 400),
    MANIFEST_BLOB_UNKNOWN("MANIFEST_BLOB_UNKNOWN", 400),
    MANIFEST_INVALID("MANIFEST_INVALID", 400),
    MANIFEST_TOO_LARGE("MANIFEST_INVALID", 413),
    MANIFEST_UNKNOWN("MANIFEST_UNKNOWN", 404),
    NAME_INVALID("NAME_INVALID", 400),
    NAME_UNKNOWN("NAME_UNKNOWN", 404),
    PRECONDITION_FAILED("UNSUPPORTED", 412),
    RANGE_INVALID("BLOB_UPLOAD_INVALID", 416),
    RANGE_NOT_SATISFIABLE("SIZE_INVALID", 416),
    SIZE_INVALID("SIZE_INVALID", 400),
    UNSUPPORTED("UNSUPPORTED", 400),
    NO_SUCH_ENDPOINT("UNSUPPORTED", 404),
    METHOD_NOT_ALLOWED("UNSUPPORTED", 405),
    TOO_MANY_REQUESTS("TOOMANYREQUESTS", 429),
    UNAVAILABLE("TOOMANYREQUESTS", 503),
    INTERNAL("UNSUPPORTED", 500);

    private final String code;
    private final int status;

    OciError(String code, int status) {
        this.code = code;
        this.status = status;
    }

    /** The code in the body. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /**
     * The exception that ends a request with this error.
     *
     * @param message for the user: what happened, to what, and what to do
     */
    public ApiException because(String message) {
        return new ApiException(this, message, Map.of());
    }

    /** The same, with headers that the client needs to go on. */
    public ApiException because(String message, Map<String, String> headers) {
        return new ApiException(this, message, headers);
    }
}
