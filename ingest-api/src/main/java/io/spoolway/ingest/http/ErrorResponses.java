package io.spoolway.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.spoolway.fault.PassingFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an error becomes a response. */
public final class ErrorResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String RETRY_AFTER_SECONDS = "5";

    private ErrorResponses() {}

    /** Maps every exception that a handler can end with. */
    public static void register(RoutesConfig routes) {
        routes.exception(ApiException.class, (e, ctx) -> send(ctx, e));
        routes.exception(HttpResponseException.class, (e, ctx) -> send(ctx, ofJavalin(e, ctx)));
        routes.exception(Exception.class, ErrorResponses::sendOther);
    }

    private static void sendOther(Exception e, Context ctx) {
        if (e instanceof PassingFault) {
            LOG.warn("{} {}: {}", ctx.method(), ctx.path(), e.getMessage());
            send(
                    ctx,
                    OciError.UNAVAILABLE.because(
                            "the registry cannot use its storage or its broker right now; nothing is lost: try again, an upload from where its status says it stands"));
        } else if (e instanceof BodySizeException) {
            send(ctx, OciError.SIZE_INVALID.because(String.valueOf(e.getMessage())));
        } else if (clientIsGone(e)) {
            LOG.info("{} {}: the client went away: {}", ctx.method(), ctx.path(), e.getMessage());
            send(ctx, OciError.SIZE_INVALID.because("the request ended before its body was complete"));
        } else {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            send(ctx, OciError.INTERNAL.because("the registry failed; its log says more"));
        }
    }

    private static boolean clientIsGone(Exception e) {
        return e instanceof EofException || (e instanceof IOException && e.getCause() instanceof EofException);
    }

    private static ApiException ofJavalin(HttpResponseException e, Context ctx) {
        return switch (e.getStatus()) {
            case 404 ->
                OciError.NO_SUCH_ENDPOINT.because(
                        "%s %s is no endpoint of this registry".formatted(ctx.method(), ctx.path()));
            case 405 ->
                OciError.METHOD_NOT_ALLOWED.because(
                        "%s is not allowed on %s".formatted(ctx.method(), ctx.path()), Map.of("Allow", allowed(e)));
            default -> OciError.UNSUPPORTED.because(String.valueOf(e.getMessage()));
        };
    }

    /** Javalin tells them in one detail, whose name depends on what the client accepts, and without the HEAD that it does itself. */
    private static String allowed(HttpResponseException e) {
        Set<String> methods = new TreeSet<>();
        e.getDetails().values().forEach(list -> methods.addAll(List.of(list.split(", "))));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private static void send(Context ctx, ApiException e) {
        if (ctx.res().isCommitted()) {
            return;
        }
        // what was said and sent of a success, until it broke, is not of this answer: nobody may keep it for a year
        ctx.res().reset();
        RequestBody.drain(ctx);
        e.headers().forEach(ctx::header);
        if (e.error().status() == 429 || e.error().status() == 503) {
            ctx.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        ctx.status(e.error().status());
        ctx.contentType("application/json").result(body(e.error(), String.valueOf(e.getMessage())));
    }

    static byte[] body(OciError error, String message) {
        try {
            return JSON.writeValueAsBytes(Map.of("errors", List.of(Map.of("code", error.code(), "message", message))));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
