package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /events}: the audit record from anywhere in it, and as it grows. */
final class StreamEvents implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEvents.class);

    private final EventStreams streams;

    StreamEvents(EventStreams streams) {
        this.streams = streams;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        Optional<String> lastEventId =
                Optional.ofNullable(ctx.header("Last-Event-ID")).filter(id -> !id.isEmpty());
        EventQuery query =
                Parameters.read(ctx, EventQuery.PARAMETERS, parameters -> EventQuery.of(parameters, lastEventId));
        if (ctx.method().equals(HandlerType.HEAD)) {
            describe(ctx);
        } else {
            streams.run(query, stream -> send(stream, ctx));
        }
    }

    private static void describe(Context ctx) {
        ctx.contentType("text/event-stream; charset=utf-8");
        // proxies are not to keep it back until there is more
        ctx.header("X-Accel-Buffering", "no");
    }

    private static void send(EventStream stream, Context ctx) {
        try {
            stream.begin();
        } catch (KafkaException e) {
            throw Problems.unavailable("the broker cannot be read (%s)".formatted(e.getMessage()));
        }
        describe(ctx);
        try {
            if (!stream.send(ctx.res().getOutputStream())) {
                breakOff(ctx, new IOException("stopped before everything was sent"));
            }
        } catch (IOException e) {
            LOG.debug("a client of the events went away", e);
        } catch (KafkaException e) {
            LOG.warn("events cannot be read any more: {}", e.getMessage());
            breakOff(ctx, e);
        }
    }

    /** Breaks the connection: an end of the answer would say that this was all. */
    private static void breakOff(Context ctx, Exception why) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getServletChannel()
                .getEndPoint()
                .close(why);
    }
}
