package io.spoolway.telemetry;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What this thread works on, which every line that it logs tells. It is told piece by piece, as it becomes known, and forgotten when
 * this is closed.
 */
public final class LogContext implements AutoCloseable {
    /** The id of an upload. */
    public static final String UPLOAD = "upload";

    /** The digest that a blob has, or is said to have. */
    public static final String DIGEST = "digest";

    /** The name of a repository. */
    public static final String REPOSITORY = "repository";

    private final @Nullable Map<String, String> outer;

    private LogContext(@Nullable Map<String, String> outer) {
        this.outer = outer;
    }

    /** Begins; what was told before comes back in the end. */
    public static LogContext begin() {
        return new LogContext(MDC.getCopyOfContextMap());
    }

    /** The work is on this upload. */
    public static void upload(String id) {
        MDC.put(UPLOAD, id);
    }

    /** The work is on this blob. */
    public static void digest(String digest) {
        MDC.put(DIGEST, digest);
    }

    /** The work is in this repository. */
    public static void repository(String name) {
        MDC.put(REPOSITORY, name);
    }

    @Override
    public void close() {
        if (outer == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(outer);
        }
    }
}
