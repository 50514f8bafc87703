package io.spoolway.auditor.fold;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of an upload, as it was recorded.
 *
 * @param name short name of the event, such as {@code blob.verified}, or of the finding {@link #STALLED}
 * @param time when it happened, by the clock of the node
 * @param node the process that did it; empty when it did not say
 * @param after name of the step before it; null for the first one
 * @param queueMillis how long it waited between the step before it and its work, 0 or more
 * @param workMillis how long the work took, 0 or more; of {@code upload.completed}: since the upload was started
 * @param subject who asked for it, as a proxy has authenticated them; null when it came of no request, or of nobody who was authenticated
 * @param gap whether a step that must have happened before it was not read within the time that is waited for it
 * @param facts what else the event tells: {@code chunks}, {@code completedBy}, {@code copied}, {@code reason}, {@code detail}, {@code attempts},
 *     {@code failedStep}, {@code lastProgress}, {@code waitingFor}
 */
public record Step(
        String name,
        Instant time,
        String node,
        @Nullable String after,
        long queueMillis,
        long workMillis,
        @Nullable String subject,
        boolean gap,
        Map<String, Object> facts) {
    /** The finding that a completed upload has not ended within the time that it may take. */
    public static final String STALLED = "upload.stalled";

    public Step {
        facts = Map.copyOf(facts);
    }
}
