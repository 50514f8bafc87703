package io.spoolway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An event, and what its envelope says of it.
 *
 * @param time when it was published, by the clock of the node
 * @param node the process that published it; empty when it did not say
 * @param after the event of a queue that it came of: it happened before, though it may be read later; empty when it came of none
 * @param work how long the work on that event took; zero when it came of none
 * @param subject who asked for what happened; empty when it came of no request, or of nobody who was authenticated
 */
public record PublishedEvent(
        PipelineEvent event,
        Instant time,
        String node,
        Optional<EventType> after,
        Duration work,
        Optional<Subject> subject) {}
