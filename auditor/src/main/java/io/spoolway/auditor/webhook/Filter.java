package io.spoolway.auditor.webhook;

import io.spoolway.auditor.fold.Step;
import io.spoolway.event.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which records an endpoint is told of.
 *
 * @param repositories one of them must match; empty for every repository
 * @param types of events; empty for every type
 */
public record Filter(List<RepositoryPattern> repositories, Set<String> types) {
    /** Everything that there is. */
    public static final Filter ALL = new Filter(List.of(), Set.of());

    /** Every type of event on {@code spoolway.audit}, in alphabetical order. */
    static final Set<String> KNOWN_TYPES = Stream.concat(
                    Arrays.stream(EventType.values()).map(EventType::topic), Stream.of("spoolway." + Step.STALLED))
            .collect(Collectors.toCollection(TreeSet::new));

    public Filter {
        repositories = List.copyOf(repositories);
        types = Set.copyOf(types);
    }

    boolean passes(String type, String repository) {
        return (types.isEmpty() || types.contains(type))
                && (repositories.isEmpty() || repositories.stream().anyMatch(pattern -> pattern.matches(repository)));
    }
}
