package io.spoolway.ingest.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a request that is answered without it. */
public final class UnreadBody {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);

    private static final long MAX_BYTES = 16L << 20;

    private UnreadBody() {}

    /** Reads it, up to some length, so that a client that sends before it listens gets to see the answer. */
    public static void drain(Context ctx) {
        if (ctx.header("Expect") != null) {
            return; // it waits to be told to send, and this answer tells it not to
        }
        byte[] sink = new byte[8192];
        try {
            InputStream body = ctx.bodyInputStream();
            long drained = 0;
            int read = 0;
            while (read >= 0 && drained < MAX_BYTES) {
                read = body.read(sink);
                drained += read;
            }
        } catch (IOException gone) {
            LOG.debug("the body could not be drained", gone);
        }
    }
}
