package io.spoolway.work;

import java.time.Duration;

/**
 * How a service works its queue.
 *
 * @param consumers share consumers, each with a thread of its own, at least 1; and as many again for large blobs, each of which
 *     has one job at a time
 * @param recordsPerPoll the jobs of smaller blobs that a consumer takes at once and works on in parallel, at least 1; it takes new
 *     ones when all are done
 * @param lock how long a record is locked without renewal: how long the work of a killed process waits for another
 */
public record WorkConfig(int consumers, int recordsPerPoll, Duration lock) {
    public WorkConfig {
        if (consumers < 1 || recordsPerPoll < 1 || lock.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("at least one consumer, one record and a lock of 1 s");
        }
    }
}
