package io.spoolway.ingest.http;

import io.spoolway.telemetry.LogContext;
import io.spoolway.telemetry.TraceSpan;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Around each request as a whole, its errors included: what it is about is told with each line that is logged meanwhile, and forgotten
 * after it. A request to the registry is a part of a trace, that of the client if it has one.
 */
public final class RequestScope extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.startsWith("/v2/")) {
            return super.handle(request, response, callback);
        }
        try (var _ = LogContext.begin();
                TraceSpan span = TraceSpan.server(request.getMethod(), request.getHeaders()::get)) {
            span.attribute("http.request.method", request.getMethod());
            span.attribute("url.path", path);
            boolean isHandled = super.handle(request, response, callback);
            span.attribute("http.response.status_code", response.getStatus());
            if (response.getStatus() >= 500) {
                span.failed("HTTP " + response.getStatus());
            }
            return isHandled;
        }
    }
}
