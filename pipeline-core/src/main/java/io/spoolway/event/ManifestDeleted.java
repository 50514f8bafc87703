package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.List;
import java.util.UUID;

/**
 * A manifest can no longer be read in its repository.
 *
 * @param tags that pointed at it and are gone with it
 * @param client who deleted it
 */
public record ManifestDeleted(UUID occurrence, RepositoryName repository, Digest digest, List<Tag> tags, Client client)
        implements RegistryEvent {
    public ManifestDeleted {
        tags = List.copyOf(tags);
    }

    @Override
    @JsonIgnore
    public String subject() {
        return repository + "@" + digest;
    }
}
