package io.spoolway.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What a service tells of itself: its meters, whether it is ready, and whether it can ever be. */
public final class Monitoring implements AutoCloseable {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, BooleanSupplier> checks = new ConcurrentHashMap<>();
    private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
    private volatile String waitsFor = "";
    private final JvmGcMetrics gc = new JvmGcMetrics(Tags.empty());

    public Monitoring() {
        meters.config().meterFilter(new DurationBuckets());
        Gauge.builder("spoolway.ready", this, monitoring -> monitoring.health().ready() ? 1 : 0)
                .description("whether the service is ready, as /health/ready has it: 1 or 0")
                .register(meters);
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

    /** What the service waits for now, in words: told with what is missing. */
    void waitsFor(String what) {
        waitsFor = what;
    }

    void waitsForNothing() {
        waitsFor = "";
    }

    /** It was found out after the start that the service can never work. Its process ends, so that nobody takes it for one that waits. */
    public void failed(RuntimeException why) {
        failure.complete(why);
    }

    /** Why the service can never work, if that was found out. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure.getNow(null));
    }

    /** Waits until the service has failed for good, which most never do; returns why. */
    public RuntimeException awaitFailure() throws InterruptedException {
        try {
            return failure.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether everything holds that must, in one line for people and for probes. */
    public Health health() {
        Optional<RuntimeException> failed = failure();
        if (failed.isPresent()) {
            return new Health(false, "failed: " + failed.get().getMessage());
        }
        String missing = checks.entrySet().stream()
                .filter(check -> !check.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        if (missing.isEmpty()) {
            return new Health(true, "ready");
        }
        String why = waitsFor;
        return new Health(false, "not ready: " + missing + (why.isEmpty() ? "" : " (" + why + ")"));
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
