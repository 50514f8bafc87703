package io.spoolway.service;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.spoolway.config.InvalidSettingsException;
import io.spoolway.telemetry.Tracing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the traces of this process by OTLP, in batches, on a thread of its own. Nothing waits for it: while the collector is away, or too
 * slow, 2,048 spans are kept ({@code OTEL_BSP_MAX_QUEUE_SIZE}) and others are dropped, which the log tells now and then.
 */
public final class TraceExport implements AutoCloseable {
    /** A push is over without its trace: the end of a process is not to wait for a collector that is away. */
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final @Nullable OpenTelemetrySdk sdk;

    private TraceExport(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts, unless there is no endpoint: then nothing is made.
     *
     * @param variables of the OpenTelemetry SDK ({@link io.spoolway.config.Settings#openTelemetry})
     * @param service the name of the process in traces, unless {@code OTEL_SERVICE_NAME} has another
     * @throws InvalidSettingsException when the SDK cannot use them
     */
    public static TraceExport start(Map<String, String> variables, String service) {
        if (!variables.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
                && !variables.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) {
            return new TraceExport(null);
        }
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesCustomizer(_ -> properties(variables, service))
                    // services end first, with spans until then
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
            Tracing.use(sdk);
            return new TraceExport(sdk);
        } catch (RuntimeException e) { // ConfigurationException, or whatever the exporter throws
            throw new InvalidSettingsException(List.of("the OTEL_ variables cannot be used: "
                    + withoutSecrets(String.valueOf(e.getMessage()), variables)));
        }
    }

    /** Headers may carry a key. */
    private static String withoutSecrets(String message, Map<String, String> variables) {
        String told = message;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (variable.getKey().endsWith("_HEADERS")) {
                told = told.replace(variable.getValue(), "...");
            }
        }
        return told;
    }

    private static Map<String, String> properties(Map<String, String> variables, String service) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "otel.service.name", service,
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        variables.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }

    /** Ends the tracing of the process; what was not sent yet is sent, for 3 s at most. */
    @Override
    public void close() {
        Tracing.off();
        if (sdk != null) {
            var _ = sdk.shutdown().join(DRAIN.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
