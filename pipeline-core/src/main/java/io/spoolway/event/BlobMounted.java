package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.util.UUID;

/**
 * A repository may read a blob that was stored before.
 *
 * @param from the repository that the client named; empty when it named none
 * @param client who asked for it
 */
public record BlobMounted(UUID occurrence, RepositoryName repository, Digest digest, String from, Client client)
        implements RegistryEvent {
    @Override
    @JsonIgnore
    public String subject() {
        return repository + "@" + digest;
    }
}
