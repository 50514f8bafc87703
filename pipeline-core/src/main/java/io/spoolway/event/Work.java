package io.spoolway.event;

import java.time.Duration;

/**
 * Work on an event of a queue, as the events that come of it tell it: which event it was, and how long the work took.
 *
 * @param on the kind of event that is worked on
 * @param beganNanos when the work began, by {@link System#nanoTime()}
 */
public record Work(EventType on, long beganNanos) implements Cause {
    /** Work that begins now. */
    public static Work beginning(EventType on) {
        return new Work(on, System.nanoTime());
    }

    /** How long it has taken so far. */
    public Duration took() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
}
