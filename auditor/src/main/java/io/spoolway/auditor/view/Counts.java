package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Activity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts of a repository, or of all.
 *
 * @param open how many uploads have not ended, by the name of their state
 * @param stalled how many of these were found to be stalled
 * @param totals what happened since the beginning
 * @param windows what happened in each minute in which anything did, oldest first
 */
public record Counts(
        Set<Integer> partitions, Map<String, Long> open, long stalled, Activity totals, List<Window> windows)
        implements Part {
    public Counts {
        partitions = Set.copyOf(partitions);
        open = Map.copyOf(open);
        windows = List.copyOf(windows);
    }

    /**
     * What happened in a minute.
     *
     * @param start of the minute
     */
    public record Window(Instant start, Activity activity) {}

    /** The counts that these are parts of. */
    static Counts merge(Collection<Counts> parts) {
        Set<Integer> partitions = new TreeSet<>();
        Map<String, Long> open = new TreeMap<>();
        Map<Instant, Activity> windows = new TreeMap<>();
        Activity totals = Activity.NONE;
        long stalled = 0;
        for (Counts part : parts) {
            partitions.addAll(part.partitions());
            part.open().forEach((state, count) -> open.merge(state, count, Long::sum));
            part.windows().forEach(window -> windows.merge(window.start(), window.activity(), Activity::plus));
            totals = totals.plus(part.totals());
            stalled += part.stalled();
        }
        return new Counts(
                partitions,
                open,
                stalled,
                totals,
                windows.entrySet().stream()
                        .map(window -> new Window(window.getKey(), window.getValue()))
                        .toList());
    }
}
