package io.spoolway.event;

import java.util.Optional;

/** Publishes events. */
public interface EventPublisher {
    /**
     * Publishes what came of work on a queue.
     *
     * <p>Returns when the event is on the broker, on all in-sync replicas.
     *
     * @param work what it came of; empty when it was no work on a queue
     * @throws BrokerUnavailableException when it is not known to be there; publishing it again is safe
     */
    void publish(PipelineEvent event, Optional<Work> work);

    /** Publishes what came of no work on a queue, as {@link #publish(PipelineEvent, Optional)} does. */
    default void publish(PipelineEvent event) {
        publish(event, Optional.empty());
    }
}
