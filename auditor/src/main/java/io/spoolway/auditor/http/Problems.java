package io.spoolway.auditor.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.view.ViewUnavailableException;
import io.spoolway.event.BrokerUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an error becomes a response. */
final class Problems {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Map<String, String> SOON = Map.of("Retry-After", "2");

    private Problems() {}

    /** Maps every exception that a handler can end with. */
    static void register(RoutesConfig routes) {
        routes.exception(Problem.class, (e, ctx) -> send(ctx, e));
        routes.exception(
                ViewUnavailableException.class,
                (e, ctx) -> send(ctx, unavailable("%s; try again in a moment".formatted(e.getMessage()))));
        routes.exception(
                BrokerUnavailableException.class, (e, ctx) -> send(ctx, unavailable(String.valueOf(e.getMessage()))));
        routes.exception(HttpResponseException.class, (e, ctx) -> send(ctx, ofJavalin(e, ctx)));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            send(ctx, Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "the auditor failed; its log says more"));
        });
    }

    /** 503, for what passes by itself. */
    static Problem unavailable(String detail) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, detail, SOON);
    }

    private static Problem ofJavalin(HttpResponseException e, Context ctx) {
        return switch (e.getStatus()) {
            case 404 -> Problem.of(HttpStatus.NOT_FOUND, "there is nothing at %s".formatted(ctx.path()));
            case 405 ->
                Problem.of(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "%s is not allowed on %s".formatted(ctx.method(), ctx.path()),
                        Map.of("Allow", allowed(e)));
            default -> Problem.of(HttpStatus.forStatus(e.getStatus()), String.valueOf(e.getMessage()));
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

    private static void send(Context ctx, Problem problem) {
        problem.headers().forEach(ctx::header);
        ctx.status(problem.status()).contentType(CONTENT_TYPE).result(AuditJson.write(problem.details()));
    }
}
