package io.spoolway.ingest.http;

import io.spoolway.telemetry.LogContext;
import io.spoolway.telemetry.TraceSpan;
import org.eclipse.jetty.http.HttpMethod;
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
        try (var _ = LogContext.begin()) {
            return Request.getPathInContext(request).startsWith("/v2/")
                    ? handleTraced(request, response, callback)
                    : super.handle(request, response, callback);
        }
    }

    private boolean handleTraced(Request request, Response response, Callback callback) throws Exception {
        try (TraceSpan span = TraceSpan.server(name(request), request.getHeaders()::get)) {
            span.attribute("http.request.method", request.getMethod());
            span.attribute("url.path", Request.getPathInContext(request));
            boolean isHandled = handle(request, response, callback, span);
            span.attribute("http.response.status_code", response.getStatus());
            // what is the client's fault is none here (OpenTelemetry, semantic conventions for HTTP)
            if (response.getStatus() >= 500) {
                span.failed("HTTP " + response.getStatus());
            }
            return isHandled;
        }
    }

    private boolean handle(Request request, Response response, Callback callback, TraceSpan span) throws Exception {
        try {
            return super.handle(request, response, callback);
        } catch (Exception e) {
            span.failed(e.toString());
            throw e;
        }
    }

    /** Names of spans are few: not what a client makes up. */
    private static String name(Request request) {
        return HttpMethod.fromString(request.getMethod()) == null ? "HTTP" : request.getMethod();
    }
}
