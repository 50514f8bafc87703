package io.spoolway.work;

import io.spoolway.event.PipelineEvent;

/**
 * Does one step of the pipeline for one event.
 *
 * <p>It must be idempotent, and all of its effects must have happened when it returns: the event is acknowledged then. It
 * may run for hours; meanwhile the lock on the event is renewed.
 */
public interface JobHandler {
    /**
     * Does the step.
     *
     * @throws InterruptedException when the service stops; the event goes back to the queue
     * @throws Exception a {@link io.spoolway.fault.PassingFault} when the store or the broker is away, or the store denies this process
     *     what it asks for: it is tried again until that is over; anything else is tried a few times and then ends in the dead-letter topic
     */
    void handle(PipelineEvent event) throws Exception;
}
