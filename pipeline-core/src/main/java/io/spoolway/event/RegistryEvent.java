package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/**
 * Something that a request changed in a repository, told after it took effect and before the request was answered.
 *
 * <p>Nothing tells a request that is repeated from one that means it again (a push, a delete, the same push), so each request is
 * an occurrence of its own.
 */
public sealed interface RegistryEvent extends PipelineEvent
        permits ManifestPushed, ManifestDeleted, TagDeleted, BlobMounted, BlobDeleted {
    /** Of the request that did it. */
    UUID occurrence();

    /** A new occurrence. */
    static UUID newOccurrence() {
        return UUID.randomUUID();
    }

    /** The occurrence and what it was. */
    @Override
    @JsonIgnore
    default String id() {
        return occurrence() + "/" + type().shortName();
    }

    /** The repository: what happens in one stays in order. */
    @Override
    @JsonIgnore
    default String key() {
        return repository().toString();
    }
}
