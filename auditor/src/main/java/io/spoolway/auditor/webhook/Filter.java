package io.spoolway.auditor.webhook;

import io.spoolway.auditor.fold.AuditEvents;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    static final Set<String> KNOWN_TYPES = new TreeSet<>(AuditEvents.TYPES);

    public Filter {
        repositories = List.copyOf(repositories);
        types = Set.copyOf(types);
    }

    boolean passes(String type, String repository) {
        return (types.isEmpty() || types.contains(type))
                && (repositories.isEmpty() || repositories.stream().anyMatch(pattern -> pattern.matches(repository)));
    }
}
