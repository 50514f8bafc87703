package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.List;
import java.util.UUID;

/**
 * A manifest can be read.
 *
 * @param mediaType what it is served as
 * @param size in bytes
 * @param tags that point at it by this request; empty when it was pushed by digest alone
 * @param manifestSubject the digest of the manifest that it refers to; empty when it refers to none
 * @param client who pushed
 */
public record ManifestPushed(
        UUID occurrence,
        RepositoryName repository,
        Digest digest,
        String mediaType,
        long size,
        List<Tag> tags,
        String manifestSubject,
        Client client)
        implements RegistryEvent {
    public ManifestPushed {
        tags = List.copyOf(tags);
    }

    @Override
    @JsonIgnore
    public String subject() {
        return repository + "@" + digest;
    }
}
