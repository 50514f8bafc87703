package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Activity;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of repositories.
 *
 * @param repositories what happened in each, since the beginning, by its name
 * @param reached every name up to this one was looked at; null when that is all there is
 */
public record RepositoryPage(
        Set<Integer> partitions,
        SortedMap<String, Activity> repositories,
        @Nullable String reached) implements Part {
    public RepositoryPage {
        partitions = Set.copyOf(partitions);
        repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
    }

    /** The page that these are parts of, without what is behind the place that each of them reached. */
    static RepositoryPage merge(Collection<RepositoryPage> parts, int limit) {
        Set<Integer> partitions = new TreeSet<>();
        TreeMap<String, Activity> all = new TreeMap<>();
        for (RepositoryPage part : parts) {
            partitions.addAll(part.partitions());
            part.repositories().forEach((name, activity) -> all.merge(name, activity, Activity::plus));
        }
        Optional<String> reached = parts.stream()
                .flatMap(part -> Optional.ofNullable(part.reached()).stream())
                .min(Comparator.naturalOrder());
        SortedMap<String, Activity> found = reached.<SortedMap<String, Activity>>map(name -> all.headMap(name, true))
                .orElse(all);
        if (found.size() <= limit) {
            return new RepositoryPage(partitions, found, reached.orElse(null));
        }
        TreeMap<String, Activity> cut = new TreeMap<>();
        found.entrySet().stream().limit(limit).forEach(entry -> cut.put(entry.getKey(), entry.getValue()));
        return new RepositoryPage(partitions, cut, cut.lastKey());
    }
}
