package io.spoolway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

/** Who takes the traces of this process: nobody, until somebody is named. */
public final class Tracing {
    private static final String SCOPE = "io.spoolway";
    private static final Tracer NOBODY = OpenTelemetry.noop().getTracer(SCOPE);

    private static volatile Tracer tracer = NOBODY;
    private static volatile boolean isOn;

    private Tracing() {}

    /** From now on the whole process is traced, and {@code taker} gets it. */
    public static void use(OpenTelemetry taker) {
        tracer = taker.getTracer(SCOPE);
        isOn = true;
    }

    /** From now on nothing is traced; what has begun goes to whoever was named then. */
    public static void off() {
        isOn = false;
        tracer = NOBODY;
    }

    /** Otherwise no span is made, and not even the trace of a client is handed on. */
    static boolean isOn() {
        return isOn;
    }

    static Tracer tracer() {
        return tracer;
    }
}
