package io.spoolway.ingest.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a request, and the rest of one that is answered before its end. */
public final class RequestBody {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

    private static final String OPENED = "spoolway.body.opened";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RequestBody() {}

    /** To read it; a client that asked whether to send it is told to. */
    public static InputStream open(Context ctx) {
        ctx.attribute(OPENED, true);
        return ctx.bodyInputStream();
    }

    /**
     * Reads what is left, for some time: most clients listen for an answer only when they have sent everything, and when the connection is
     * closed before that they never see it.
     */
    public static void drain(Context ctx) {
        if (ctx.header("Expect") != null && ctx.attribute(OPENED) == null) {
            return; // it waits to be told to send, and this answer tells it not to
        }
        byte[] sink = new byte[8192];
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            InputStream body = ctx.bodyInputStream();
            int read = 0;
            while (read >= 0 && System.nanoTime() < until) {
                read = body.read(sink);
            }
        } catch (IOException gone) {
            LOG.debug("the body could not be drained", gone);
        }
    }
}
