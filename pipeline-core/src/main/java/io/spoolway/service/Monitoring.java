package io.spoolway.service;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What a service tells of itself: its meters, and whether it can do its work now. */
public final class Monitoring implements AutoCloseable {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, BooleanSupplier> checks = new ConcurrentHashMap<>();
    private final JvmGcMetrics gc = new JvmGcMetrics(Tags.empty());

    public Monitoring() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        gc.bindTo(meters);
    }

    /** Where meters are registered. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Adds something that must hold for the service to be ready. */
    public void require(String name, BooleanSupplier check) {
        checks.put(name, check);
    }

    /** Whether everything holds that must, in one line for people and for probes. */
    public Health health() {
        String missing = checks.entrySet().stream()
                .filter(check -> !check.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? new Health(true, "ready") : new Health(false, "not ready: " + missing);
    }

    /** Whether a service is ready, and if not, what is missing. */
    public record Health(boolean ready, String text) {}

    /** All meters in the Prometheus text format. */
    public String scrape() {
        return meters.scrape();
    }

    @Override
    public void close() {
        gc.close();
        meters.close();
    }
}
