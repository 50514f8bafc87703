package io.spoolway.ingest.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what the HTTP server refuses before any endpoint sees it, such as a malformed path, in the format of all errors. */
public final class ServerErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body(response, code, message)), callback);
    }

    private static byte[] body(Response response, int code, @Nullable String message) {
        if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, ErrorResponses.RETRY_AFTER_SECONDS);
            return ErrorResponses.body(
                    OciError.UNAVAILABLE, "this node of the registry stops; try again, another one goes on");
        }
        String text = "the request cannot be served: " + (message == null ? "HTTP " + code : message);
        return ErrorResponses.body(OciError.UNSUPPORTED, text);
    }
}
