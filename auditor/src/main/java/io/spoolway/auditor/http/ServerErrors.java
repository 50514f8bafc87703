package io.spoolway.auditor.http;

import io.javalin.http.HttpStatus;
import io.spoolway.auditor.fold.AuditJson;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what the HTTP server refuses before any endpoint sees it, such as a malformed path, in the format of all errors. */
final class ServerErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String text = "the request cannot be served: " + (message == null ? "HTTP " + code : message);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.CONTENT_TYPE);
        byte[] body =
                AuditJson.write(Problem.of(HttpStatus.forStatus(code), text).details());
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
