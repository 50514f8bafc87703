package io.spoolway.event;

/** Publishes events. */
public interface EventPublisher {
    /**
     * Returns when the event is on the broker, on all in-sync replicas.
     *
     * @throws BrokerUnavailableException when it is not known to be there; publishing it again is safe
     */
    void publish(PipelineEvent event);
}
