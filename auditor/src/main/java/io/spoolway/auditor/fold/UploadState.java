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
    SPOOLING(EventType.UPLOAD_STARTED),
    /** It is completed and waits for the verifier, or is being verified. */
    VERIFYING(EventType.UPLOAD_COMPLETED),
    /** It is verified and waits for the linker, or is being linked. */
    LINKING(EventType.BLOB_VERIFIED),
    /** The repository may read the blob: the good end. */
    LINKED(EventType.BLOB_LINKED),
    /** An end: the bytes are not what they were said to be. */
    REJECTED(EventType.UPLOAD_REJECTED),
    /** An end, until it is sent again: a step failed again and again. */
    FAILED(EventType.UPLOAD_FAILED),
    /** An end: the client gave it up. */
    CANCELLED(EventType.UPLOAD_CANCELLED),
    /** An end: it made no progress. */
    EXPIRED(EventType.UPLOAD_EXPIRED);

    private final EventType event;

    UploadState(EventType event) {
        this.event = event;
    }

    /**
     * Where an upload stands after this event. What is linked stays so: the blob can be read, whatever is told later. What failed
     * and was sent again goes on; what ended otherwise has ended, unless another end is told.
     *
     * @throws java.util.NoSuchElementException when the event happens to no upload
     */
    UploadState after(EventType type) {
        UploadState next = Arrays.stream(values())
                .filter(state -> state.event == type)
                .findFirst()
                .orElseThrow();
        return switch (this) {
            case SPOOLING, VERIFYING, LINKING -> next;
            case LINKED -> this;
            case FAILED -> next == LINKING || next.isEnd() ? next : this;
            case REJECTED, CANCELLED, EXPIRED -> next.isEnd() ? next : this;
        };
    }

    /** The step that an upload stands here after, by its name. */
    String step() {
        return event.shortName();
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
