package io.spoolway.auditor.fold;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.spoolway.event.EventType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where an upload stands. */
public enum UploadState {
    /** Its bytes arrive. */
    SPOOLING,
    /** It is completed and waits for the verifier, or is being verified. */
    VERIFYING,
    /** It is verified and waits for the linker, or is being linked. */
    LINKING,
    /** The repository may read the blob: the good end. */
    LINKED,
    /** An end: the bytes are not what they were said to be. */
    REJECTED,
    /** An end, until it is sent again: a step failed again and again. */
    FAILED,
    /** An end: the client gave it up. */
    CANCELLED,
    /** An end: it made no progress. */
    EXPIRED;

    /** Where an upload stands after this event. */
    static UploadState after(EventType type) {
        return switch (type) {
            case UPLOAD_STARTED -> SPOOLING;
            case UPLOAD_COMPLETED -> VERIFYING;
            case BLOB_VERIFIED -> LINKING;
            case BLOB_LINKED -> LINKED;
            case UPLOAD_REJECTED -> REJECTED;
            case UPLOAD_FAILED -> FAILED;
            case UPLOAD_CANCELLED -> CANCELLED;
            case UPLOAD_EXPIRED -> EXPIRED;
            case BLOB_MOUNTED, BLOB_DELETED, MANIFEST_PUSHED, MANIFEST_DELETED, TAG_DELETED ->
                throw new IllegalArgumentException(type + " happens to no upload");
        };
    }

    /** Whether nothing more is to come. */
    public boolean isEnd() {
        return compareTo(LINKED) >= 0;
    }

    /** Such as {@code linked}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException with a message for the user when there is no such state */
    @JsonCreator
    public static UploadState labelled(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"%s\" is no state of an upload; there are %s"
                        .formatted(
                                label,
                                Arrays.stream(values()).map(UploadState::label).collect(Collectors.joining(", ")))));
    }
}
