package io.spoolway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What this thread works on, which every line that it logs tells, and its {@link TraceSpan}. It is told piece by piece, as it becomes
 * known, and forgotten when this is closed.
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

    /**
     * The same work for another thread: what this one works on now, and its trace, are told there too.
     *
     * @param work on its thread it finds and leaves nothing but that
     */
    public static <T> Callable<T> carried(Callable<T> work) {
        Map<String, String> told = Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
        Callable<T> traced = Context.current().wrap(work);
        return () -> {
            try (var _ = begin()) {
                MDC.setContextMap(told);
                return traced.call();
            }
        };
    }

    /** The work is on this upload. */
    public static void upload(String id) {
        tell(UPLOAD, id);
    }

    /** The work is on this blob. */
    public static void digest(String digest) {
        tell(DIGEST, digest);
    }

    /** The work is in this repository. */
    public static void repository(String name) {
        tell(REPOSITORY, name);
    }

    /** The work is on so many bytes; traces alone tell it. */
    public static void size(long bytes) {
        Span.current().setAttribute("spoolway.size", bytes);
    }

    /** The work did not come to what it was to come to; traces alone tell it. What is said last counts. */
    public static void failed(String why) {
        Span.current().setStatus(StatusCode.ERROR, why);
    }

    private static void tell(String what, String value) {
        MDC.put(what, value);
        Span.current().setAttribute("spoolway." + what, value);
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
