package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.util.UUID;

/**
 * A repository can no longer read a blob. Its bytes stay, since others may have it.
 *
 * @param client who deleted it
 */
public record BlobDeleted(UUID occurrence, RepositoryName repository, Digest digest, Client client)
        implements RegistryEvent {
    @Override
    @JsonIgnore
    public String subject() {
        return repository + "@" + digest;
    }
}
