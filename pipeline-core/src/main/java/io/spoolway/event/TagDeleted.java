package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.UUID;

/**
 * A tag is gone; the manifest stays.
 *
 * @param digest of the manifest that it pointed at
 * @param client who deleted it
 */
public record TagDeleted(UUID occurrence, RepositoryName repository, Tag tag, Digest digest, Client client)
        implements RegistryEvent {
    @Override
    @JsonIgnore
    public String subject() {
        return repository + ":" + tag;
    }
}
