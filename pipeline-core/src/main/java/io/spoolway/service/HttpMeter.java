package io.spoolway.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts and times the requests that a service is sent over HTTP. */
public final class HttpMeter {
    private static final String METER = "spoolway.http.requests";

    /** In place of what a client made up: the values of a label must be few. */
    private static final String OTHER = "other";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry meters;

    public HttpMeter(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * A request was answered.
     *
     * @param route the pattern of the endpoint, never the path; null when there is none
     * @param millis from its head to the end of the answer: with the time that the client took to send its body
     */
    public void record(String method, @Nullable String route, int status, float millis) {
        Timer.builder(METER)
                .description("requests over HTTP, from the head to the end of the answer")
                .tag("method", METHODS.contains(method) ? method : OTHER)
                .tag("route", route == null ? OTHER : route)
                .tag("status", Integer.toString(status))
                .register(meters)
                .record(Duration.ofNanos((long) (millis * 1_000_000)));
    }
}
