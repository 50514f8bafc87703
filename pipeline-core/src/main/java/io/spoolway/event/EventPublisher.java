package io.spoolway.event;

import java.util.Optional;

/** Publishes events. */
public interface EventPublisher {
    /**
     * Publishes an event, with what it came of.
     *
     * <p>Returns when the event is on the broker, on all in-sync replicas.
     *
     * @param cause empty when it was neither work on a queue nor a request of somebody who was authenticated
     * @throws BrokerUnavailableException when it is not known to be there; publishing it again is safe
     */
    void publish(PipelineEvent event, Optional<? extends Cause> cause);

    /** Publishes what came of neither, as {@link #publish(PipelineEvent, Optional)} does. */
    default void publish(PipelineEvent event) {
        publish(event, Optional.empty());
    }
}
