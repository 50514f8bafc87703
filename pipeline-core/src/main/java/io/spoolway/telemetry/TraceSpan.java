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
 * A part of a trace: what this thread does until it is closed, by the same thread. What {@link LogContext} is told meanwhile becomes its
 * attributes, and each line that is logged tells the trace ({@code trace.id}). While {@link Tracing} is off all are one, which does nothing.
 */
public final class TraceSpan implements AutoCloseable {
    private static final String TRACE_ID = "trace.id";
    private static final TraceSpan NONE = new TraceSpan(Span.getInvalid(), Scope.noop(), null);
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS =
            (headers, name) -> headers == null ? null : headers.apply(name);

    private final Span span;
    private final Scope scope;
    private final @Nullable String outerTrace;

    private TraceSpan(Span span, Scope scope, @Nullable String outerTrace) {
        this.span = span;
        this.scope = scope;
        this.outerTrace = outerTrace;
    }

    /**
     * The answer to a request.
     *
     * @param header a header of the request by its name: with {@code traceparent} it goes on in the trace of the client (W3C Trace Context)
     */
    public static TraceSpan server(String name, Function<String, @Nullable String> header) {
        return Tracing.isOn() ? begin(name, SpanKind.SERVER, parent(header)) : NONE;
    }

    /**
     * The work on a record.
     *
     * @param header a header of the record by its name: with {@code traceparent} it goes on in the trace of whoever published it
     */
    public static TraceSpan consumer(String name, Function<String, @Nullable String> header) {
        return Tracing.isOn() ? begin(name, SpanKind.CONSUMER, parent(header)) : NONE;
    }

    /** A record on its way to the broker, as a part of what this thread does. */
    public static TraceSpan producer(String name) {
        return Tracing.isOn() ? begin(name, SpanKind.PRODUCER, Context.current()) : NONE;
    }

    private static Context parent(Function<String, @Nullable String> header) {
        return W3C.extract(Context.root(), header, HEADERS);
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with this
    private static TraceSpan begin(String name, SpanKind kind, Context parent) {
        Span span = Tracing.tracer()
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .startSpan();
        TraceSpan begun = new TraceSpan(span, span.makeCurrent(), MDC.get(TRACE_ID));
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        return begun;
    }

    /** Hands on what whoever continues this trace needs; nothing while there is none. */
    public void inject(BiConsumer<String, String> header) {
        if (this != NONE) {
            W3C.inject(Context.current(), header, (carrier, name, value) -> header.accept(name, value));
        }
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
        if (this == NONE) {
            return;
        }
        scope.close();
        span.end();
        if (outerTrace == null) {
            MDC.remove(TRACE_ID);
        } else {
            MDC.put(TRACE_ID, outerTrace);
        }
    }
}
