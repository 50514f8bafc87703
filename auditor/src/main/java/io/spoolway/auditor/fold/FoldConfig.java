package io.spoolway.auditor.fold;

import java.time.Duration;

/**
 * How events are folded.
 *
 * @param retention how long an upload is kept after its end
 * @param hold how long a step waits for the step before it
 * @param stalledAfter how long a completed upload may take to end
 */
public record FoldConfig(Duration retention, Duration hold, Duration stalledAfter) {
    /** How often it is looked for what did not happen, and for what may leave the state. */
    Duration lookEvery() {
        return Duration.ofSeconds(5);
    }
}
