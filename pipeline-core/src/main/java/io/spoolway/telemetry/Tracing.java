package io.spoolway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;

/** Where the traces of this process go: nowhere, unless an endpoint is set. */
public final class Tracing {
    private static final String SCOPE = "io.spoolway";
    private static volatile Tracer tracer = OpenTelemetry.noop().getTracer(SCOPE);
    private static volatile boolean isOn;

    private Tracing() {}

    /**
     * Sends traces from now on, as the environment says ({@code OTEL_EXPORTER_OTLP_ENDPOINT} and all other variables of the OpenTelemetry
     * SDK); without an endpoint nothing is made. What is not sent yet is sent when the JVM ends.
     *
     * @param service the name of the process in traces, unless {@code OTEL_SERVICE_NAME} has another
     */
    public static void use(Map<String, String> environment, String service) {
        if (isSet(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
                || isSet(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) {
            tracer = AutoConfiguredOpenTelemetrySdk.builder()
                    // defaults: the environment comes before them
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", service,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .build()
                    .getOpenTelemetrySdk()
                    .getTracer(SCOPE);
            isOn = true;
        }
    }

    private static boolean isSet(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /** Otherwise even the trace of a client is not handed on. */
    static boolean isOn() {
        return isOn;
    }

    static Tracer tracer() {
        return tracer;
    }
}
