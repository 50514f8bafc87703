package io.spoolway.auditor.http;

import io.javalin.http.RequestLogger;
import io.javalin.router.Endpoint;
import io.spoolway.service.HttpMeter;

/** Tells the meter of each request, by its endpoint. */
final class RequestLog {
    private RequestLog() {}

    static RequestLogger to(HttpMeter meter) {
        return (ctx, millis) -> {
            Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
            meter.record(
                    ctx.method().name(),
                    endpoint == null ? null : endpoint.path,
                    ctx.status().getCode(),
                    millis);
        };
    }
}
