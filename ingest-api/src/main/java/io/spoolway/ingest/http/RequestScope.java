package io.spoolway.ingest.http;

import io.spoolway.telemetry.LogContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Around each request as a whole, its errors included: what it is about is told with each line that is logged meanwhile, and forgotten after it. */
public final class RequestScope extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try (var _ = LogContext.begin()) {
            return super.handle(request, response, callback);
        }
    }
}
