package io.spoolway.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/**
 * More bytes of an upload have been stored. It is no step: it is told now and then, may be lost or come in any order, and is out of date with
 * the next one.
 *
 * @param received how many bytes are stored from the beginning on without a hole, 1 or more
 */
public record UploadProgressed(UploadId uploadId, RepositoryName repository, long received) implements PipelineEvent {
    /** @throws IllegalArgumentException when that is no number of bytes that have been received */
    public UploadProgressed {
        if (received < 1) {
            throw new IllegalArgumentException("no upload has received %d bytes".formatted(received));
        }
    }

    /** The upload and how far it was. */
    @Override
    @JsonIgnore
    public String id() {
        return "%s/%s/%d".formatted(uploadId, type().shortName(), received);
    }

    @Override
    @JsonIgnore
    public String key() {
        return uploadId.toString();
    }

    @Override
    @JsonIgnore
    public String subject() {
        return uploadId.toString();
    }
}
