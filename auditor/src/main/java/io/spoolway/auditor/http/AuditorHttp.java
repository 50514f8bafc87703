package io.spoolway.auditor.http;

import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.spoolway.auditor.view.AuditViews;
import io.spoolway.service.HttpMeter;
import io.spoolway.service.Monitoring;
import java.util.function.Supplier;

/**
 * Every endpoint. {@code openapi.json} describes them.
 *
 * <pre>
 * GET   /uploads/{id}                            GetUpload: one upload, with its events
 * GET   /uploads                                 ListUploads: newest first, by pages
 * GET   /repositories                            ListRepositories: what happened in each, by pages
 * GET   /stats                                   GetStats: counts and latencies, now and of the last minutes
 * GET   /events                                  StreamEvents: the audit record as it grows (Server-Sent Events)
 * GET   /openapi.json                            StaticFiles: what is here, for programs
 * GET   /, /dashboard/{file}, /webjars/&lt;path&gt;     StaticFiles: the page, and the libraries it takes
 * GET   /health/live, /health/ready, /metrics
 * </pre>
 */
public final class AuditorHttp {
    /** Nothing but what comes from here is loaded or run, and nobody frames the page. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none';" + " form-action 'self'; frame-ancestors 'none'";

    private AuditorHttp() {}

    /**
     * Configures a server for these endpoints, and registers them.
     *
     * @param views throws {@link io.spoolway.auditor.view.ViewUnavailableException} until they are there
     */
    public static void configure(
            JavalinConfig javalin, Supplier<AuditViews> views, EventStreams events, Monitoring monitoring) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.prefer405over404 = true;
        javalin.requestLogger.http(RequestLog.to(new HttpMeter(monitoring.meters())));
        javalin.jetty.modifyServer(server -> server.setErrorHandler(new ServerErrors()));
        register(javalin.routes, views, events, monitoring);
    }

    private static void register(
            RoutesConfig routes, Supplier<AuditViews> views, EventStreams events, Monitoring monitoring) {
        routes.before(AuditorHttp::protect);
        Answers answers = new Answers(views);
        routes.get("/uploads/{id}", new GetUpload(answers));
        routes.get("/uploads", new ListUploads(answers));
        routes.get("/repositories", new ListRepositories(answers));
        routes.get("/stats", new GetStats(answers));
        routes.get("/events", new StreamEvents(events));
        StaticFiles.register(routes);
        routes.get("/health/live", ctx -> ctx.result("live\n"));
        routes.get("/health/ready", ctx -> {
            Monitoring.Health health = monitoring.health();
            ctx.status(health.ready() ? 200 : 503).result(health.text() + "\n");
        });
        routes.get("/metrics", ctx -> ctx.result(monitoring.scrape()));
        Problems.register(routes);
    }

    private static void protect(Context ctx) {
        ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cache-Control", "no-store");
    }
}
