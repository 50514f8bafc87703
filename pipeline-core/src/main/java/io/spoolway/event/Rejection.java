package io.spoolway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The note beside the spool of a rejected upload ({@link io.spoolway.spool.StorageLayout#rejected}): it answers a client
 * that asks again, on any node and long after the event.
 *
 * @param digest what the client said the bytes hash to
 * @param size in bytes
 * @param detail for people: what was found
 * @param time when it was rejected
 */
public record Rejection(
        UploadId uploadId,
        RepositoryName repository,
        Digest digest,
        long size,
        RejectReason reason,
        String detail,
        Instant time) {
    /** The note of this event. */
    public static Rejection of(UploadRejected event, Instant time) {
        return new Rejection(
                event.uploadId(),
                event.repository(),
                event.digest(),
                event.size(),
                event.reason(),
                event.detail(),
                time);
    }

    /**
     * Reads what {@link #toJson} wrote; fields it does not know are skipped.
     *
     * @throws IllegalArgumentException when it is something else, with the reason
     */
    public static Rejection parse(byte[] json) {
        try {
            Rejection rejection = EventCodec.JSON.readValue(json, Rejection.class);
            if (rejection == null) {
                throw new IllegalArgumentException("not the note of a rejection: null");
            }
            return rejection;
        } catch (IOException e) {
            throw new IllegalArgumentException("not the note of a rejection: " + e.getMessage(), e);
        }
    }

    /** As JSON in UTF-8. */
    public byte[] toJson() {
        try {
            return EventCodec.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
