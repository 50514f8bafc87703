package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.StateStores;
import io.spoolway.oci.RepositoryName;
import java.util.Optional;

/**
 * What is to be counted.
 *
 * @param repository empty for all of them together
 * @param minutes how many windows, up to now
 */
public record CountsQuery(Optional<RepositoryName> repository, int minutes) {
    /** As state is kept by it. */
    String key() {
        return repository.map(RepositoryName::value).orElse(StateStores.ALL);
    }

    /** As the path and query of a URL. */
    public String url() {
        return new Url("/stats")
                .with("repository", repository)
                .with("minutes", minutes)
                .toString();
    }
}
