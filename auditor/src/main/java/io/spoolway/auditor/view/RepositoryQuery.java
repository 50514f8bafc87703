package io.spoolway.auditor.view;

import io.spoolway.oci.RepositoryName;
import java.util.Optional;

/**
 * Which repositories are asked for, by name.
 *
 * @param limit how many at most, 1 or more
 * @param after behind this name
 */
public record RepositoryQuery(int limit, Optional<RepositoryName> after) {
    /** As the path and query of a URL. */
    public String url() {
        return new Url("/repositories")
                .with("limit", limit)
                .with("after", after)
                .toString();
    }
}
