package io.spoolway.auditor.fold;

import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in a repository, or in all of them, within a minute or since the beginning.
 *
 * @param steps how many of each step, by its name
 * @param bytes of the blobs that were linked
 * @param latencies of the uploads that were linked, from {@code upload.completed} to {@code blob.linked}
 */
public record Activity(Map<String, Long> steps, long bytes, Latencies latencies) {
    /** Nothing. */
    public static final Activity NONE = new Activity(Map.of(), 0, Latencies.NONE);

    public Activity {
        steps = Map.copyOf(steps);
    }

    /** This and that together. */
    public Activity plus(Activity other) {
        Map<String, Long> sum = new TreeMap<>(steps);
        other.steps.forEach((step, count) -> sum.merge(step, count, Long::sum));
        return new Activity(sum, bytes + other.bytes, latencies.plus(other.latencies));
    }

    /** How many of this step. */
    public long count(String step) {
        return steps.getOrDefault(step, 0L);
    }
}
