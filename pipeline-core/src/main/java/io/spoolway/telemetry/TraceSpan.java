package io.spoolway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A part of a trace: what this thread does until it is closed. What {@link LogContext} is told meanwhile becomes its attributes, and each line
 * that is logged tells the trace ({@code trace.id}). While {@link Tracing} is off it is nothing.
 */
public final class TraceSpan implements AutoCloseable {
    private static final String TRACE_ID = "trace.id";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS =
            (headers, name) -> headers == null ? null : headers.apply(name);

    private final Span span;
    private final Scope scope;
    private final @Nullable String outerTrace;

    @SuppressWarnings("MustBeClosedChecker") // closed with this
    private TraceSpan(String name, SpanKind kind, Context parent) {
        this.span = Tracing.tracer()
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .startSpan();
        this.scope = span.makeCurrent();
        this.outerTrace = MDC.get(TRACE_ID);
        if (span.getSpanContext().isValid()) {
            MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        }
    }

    /**
     * The answer to a request.
     *
     * @param header a header of the request by its name: with {@code traceparent} it goes on in the trace of the client (W3C Trace Context)
     */
    public static TraceSpan server(String name, Function<String, @Nullable String> header) {
        return new TraceSpan(name, SpanKind.SERVER, parent(header));
    }

    /**
     * The work on a record.
     *
     * @param header a header of the record by its name: with {@code traceparent} it goes on in the trace of whoever published it
     */
    public static TraceSpan consumer(String name, Function<String, @Nullable String> header) {
        return new TraceSpan(name, SpanKind.CONSUMER, parent(header));
    }

    /** A record on its way to the broker, as a part of what this thread does. */
    public static TraceSpan producer(String name) {
        return new TraceSpan(name, SpanKind.PRODUCER, Context.current());
    }

    private static Context parent(Function<String, @Nullable String> header) {
        return Tracing.isOn() ? W3C.extract(Context.root(), header, HEADERS) : Context.root();
    }

    /** Hands on what whoever continues this trace needs; nothing while there is none. */
    public void inject(BiConsumer<String, String> header) {
        W3C.inject(Context.current(), header, (carrier, name, value) -> header.accept(name, value));
    }

    /** Something worth knowing of it. */
    public void attribute(String name, long value) {
        span.setAttribute(name, value);
    }

    /** The same. */
    public void attribute(String name, String value) {
        span.setAttribute(name, value);
    }

    /** It did not do what it was to do. */
    public void failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
        scope.close();
        span.end();
        if (outerTrace == null) {
            MDC.remove(TRACE_ID);
        } else {
            MDC.put(TRACE_ID, outerTrace);
        }
    }
}
