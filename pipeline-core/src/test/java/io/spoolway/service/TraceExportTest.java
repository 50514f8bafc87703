package io.spoolway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.opentelemetry.api.trace.Span;
import io.spoolway.config.InvalidSettingsException;
import io.spoolway.telemetry.LogContext;
import io.spoolway.telemetry.TraceSpan;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

/** Without a collector: nothing listens on the port. */
class TraceExportTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void spansNeverWaitForACollectorThatIsAwayAndTheEndWaitsForSecondsOnly() {
        long start;
        try (TraceExport _ = TraceExport.start(Map.of(ENDPOINT, NOWHERE, "OTEL_BSP_MAX_QUEUE_SIZE", "512"), "test")) {
            start = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                TraceSpan.producer("publish").close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            start = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aThreadIsInNoTraceAnyMoreWhenItsSpansAreClosed() {
        try (TraceExport _ =
                TraceExport.start(Map.of(ENDPOINT, NOWHERE, "OTEL_TRACES_SAMPLER", "always_off"), "test")) {
            try (TraceSpan _ = TraceSpan.server("outer", _ -> null)) {
                String trace = MDC.get("trace.id");
                try (TraceSpan inner = TraceSpan.producer("inner")) {
                    assertThat(MDC.get("trace.id")).isEqualTo(trace).hasSize(32);
                    inner.inject((name, value) -> assertThat(value).startsWith("00-" + trace + "-"));
                }
                assertThat(MDC.get("trace.id")).isEqualTo(trace);
            }
            assertThat(MDC.get("trace.id")).isNull();
        }
    }

    @Test
    void whatIsCarriedToAnotherThreadIsInTheTraceThereAndLeavesNothing() throws Exception {
        try (TraceExport _ = TraceExport.start(Map.of(ENDPOINT, NOWHERE, "OTEL_TRACES_SAMPLER", "always_off"), "test");
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            String trace;
            Callable<String> carried;
            try (var _ = LogContext.begin();
                    TraceSpan _ = TraceSpan.server("request", _ -> null)) {
                LogContext.upload("an upload");
                trace = MDC.get("trace.id");
                carried = LogContext.carried(() -> MDC.get("trace.id") + " "
                        + Span.current().getSpanContext().getTraceId() + " " + MDC.get(LogContext.UPLOAD));
            }

            assertThat(other.submit(carried).get()).isEqualTo(trace + " " + trace + " an upload");
            assertThat(other.submit(() -> MDC.get("trace.id") + " " + MDC.get(LogContext.UPLOAD))
                            .get())
                    .isEqualTo("null null");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_SAMPLER, sometimes",
        "OTEL_TRACES_EXPORTER, zipkins",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
        "OTEL_BSP_SCHEDULE_DELAY, soon",
        "OTEL_EXPORTER_OTLP_HEADERS, 0123456789abcdef",
    })
    void whatTheSdkCannotUseIsAProblemOfTheSettings(String variable, String value) {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> TraceExport.start(Map.of(ENDPOINT, NOWHERE, variable, value), "test"))
                .withMessageContaining("1 problem in the settings")
                .withMessageContaining("OTEL_")
                .withMessageNotContaining("0123456789abcdef");
    }
}
