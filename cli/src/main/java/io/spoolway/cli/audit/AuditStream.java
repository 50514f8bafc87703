package io.spoolway.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.spoolway.cli.CommandFailure;
import io.spoolway.fault.Backoff;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /events}: prints what comes, and when the connection breaks goes on where it was ({@code Last-Event-ID}), so that
 * nothing is printed twice or left out.
 */
final class AuditStream {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** Who does not follow has so many answers of 503 or broken connections in a row, about a minute. */
    private static final int TRIES = 10;

    /** While more and more is there to be printed, it is looked only now and then whether somebody reads it. */
    private static final int LOOK_EVERY = 256;

    private final Auditor auditor;
    private final Map<String, String> query;
    private final boolean follow;
    private final AuditOutput output;
    private final Consumer<String> told;
    private String lastId = "";
    private boolean heard;
    private int failures;
    private long printed;

    /** Waits, so that tests need not. */
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** @param told gets what went wrong and is tried again */
    AuditStream(Auditor auditor, Map<String, String> query, boolean follow, AuditOutput output, Consumer<String> told) {
        this.auditor = auditor;
        this.query = query;
        this.follow = follow;
        this.output = output;
        this.told = told;
    }

    /**
     * Prints until the end, which does not come when it follows, or until nobody reads it any more.
     *
     * @throws CommandFailure when the auditor cannot be asked
     */
    void print(Sleeper sleeper) throws InterruptedException {
        while (true) {
            try {
                switch (ask()) {
                    case Auditor.Answer.Body(InputStream body) -> {
                        if (isDone(body)) {
                            return;
                        }
                        failed(null, "the auditor ended its answer, asking again");
                    }
                    case Auditor.Answer.Later(Duration pause, String detail) -> {
                        failed(null, "the auditor is not ready%s, asking again".formatted(detail));
                        sleeper.sleep(pause);
                    }
                    case Auditor.Answer.Unknown(String detail) ->
                        throw new CommandFailure("this is no auditor: it has no /events%s".formatted(detail), null);
                }
            } catch (IOException e) {
                failed(e, "the connection broke (%s), asking again".formatted(e.getMessage()));
            }
            sleeper.sleep(BACKOFF.pause(failures));
        }
    }

    private Auditor.Answer ask() throws IOException {
        Map<String, String> headers = new TreeMap<>(Map.of("Accept", "text/event-stream"));
        if (!lastId.isEmpty()) {
            // since stays: behind that place there may be more from before it
            headers.put("Last-Event-ID", lastId);
        }
        return auditor.get("events", query, headers);
    }

    /** Whether there is nothing more to print. */
    private boolean isDone(InputStream body) throws IOException {
        heard = true;
        try (ServerSentEvents events = new ServerSentEvents(body, lastId)) {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                print(event.get());
                lastId = events.lastId();
                failures = 0;
                if ((++printed % LOOK_EVERY == 0 || !events.hasMore()) && output.isClosed()) {
                    return true;
                }
            }
            lastId = events.lastId();
        }
        return output.isClosed() || !follow;
    }

    private void print(String event) {
        try {
            output.print(event);
        } catch (JsonProcessingException e) {
            told.accept("skipping what is no event: " + e.getOriginalMessage());
        }
    }

    /** Told once for each time that it is away. */
    private void failed(@Nullable IOException e, String message) {
        failures++;
        if (e != null && !heard) {
            throw auditor.unreachable(e);
        }
        if (!follow && failures == TRIES) {
            throw new CommandFailure(message.replace(", asking again", "; giving up"), e);
        }
        if (failures == 1) {
            told.accept(message);
        }
    }
}
