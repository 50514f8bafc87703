package io.spoolway.auditor.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.Latencies;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.view.Counts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /stats} tells.
 *
 * @param open how many uploads are in each state that is no end
 * @param stalled how many of these are stalled
 * @param totals since the beginning
 * @param latency from {@code upload.completed} to {@code blob.linked}, in all windows together
 * @param windows minutes in which anything happened, oldest first
 */
record Stats(Instant now, Map<String, Long> open, long stalled, Totals totals, Latency latency, List<Window> windows) {
    record Totals(Map<String, Long> steps, long bytes) {}

    /** @param count of what was linked */
    record Latency(long count, @JsonUnwrapped Percentiles percentiles) {}

    record Window(
            Instant start,
            Map<String, Long> steps,
            long bytes,
            long linked,
            long rejected,
            long failed,
            @JsonUnwrapped Percentiles percentiles) {
        static Window of(Counts.Window window) {
            Activity activity = window.activity();
            return new Window(
                    window.start(),
                    activity.steps(),
                    activity.bytes(),
                    activity.count("blob.linked"),
                    activity.count("upload.rejected"),
                    activity.count("upload.failed"),
                    Percentiles.of(activity.latencies().histogram()));
        }
    }

    /** In milliseconds; null when there is none. */
    record Percentiles(
            @Nullable Long p50,
            @Nullable Long p95,
            @Nullable Long p99) {
        static Percentiles of(Histogram histogram) {
            return histogram.getTotalCount() == 0
                    ? new Percentiles(null, null, null)
                    : new Percentiles(
                            histogram.getValueAtPercentile(50),
                            histogram.getValueAtPercentile(95),
                            histogram.getValueAtPercentile(99));
        }
    }

    static Stats of(Counts counts) {
        Map<String, Long> open = new TreeMap<>();
        Arrays.stream(UploadState.values())
                .filter(state -> !state.isEnd())
                .forEach(state -> open.put(state.label(), counts.open().getOrDefault(state.label(), 0L)));
        Histogram histogram = counts.windows().stream()
                .map(window -> window.activity().latencies())
                .reduce(Latencies.NONE, Latencies::plus)
                .histogram();
        return new Stats(
                Instant.now(),
                open,
                counts.stalled(),
                new Totals(counts.totals().steps(), counts.totals().bytes()),
                new Latency(histogram.getTotalCount(), Percentiles.of(histogram)),
                counts.windows().stream().map(Window::of).toList());
    }
}
