package io.spoolway.ingest.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** An endpoint that is read: GET, and HEAD, which the framework answers 200 by itself, whatever it is asked for. */
public final class ReadRoute {
    private ReadRoute() {}

    /** Adds both, with one handler: what it writes is not sent to HEAD (RFC 9110, section 9.3.2). */
    public static void add(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
