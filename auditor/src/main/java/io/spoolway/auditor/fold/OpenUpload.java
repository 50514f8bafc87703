package io.spoolway.auditor.fold;

import io.spoolway.event.EventType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has to be looked at from time to time of an upload that has not ended, or waits for a step that was not read yet.
 *
 * @param repository where it is pushed to
 * @param state where it stands
 * @param completed when it was completed; null before
 * @param stalled whether it was found to be stalled
 * @param heldSince when the first of what is held was read, by the clock of the auditor; null when nothing is held
 */
public record OpenUpload(
        String repository,
        UploadState state,
        @Nullable Instant completed,
        boolean stalled,
        @Nullable Instant heldSince) {
    static OpenUpload of(Upload upload, @Nullable Instant heldSince) {
        return new OpenUpload(
                upload.repository().value(),
                upload.state(),
                upload.step(EventType.UPLOAD_COMPLETED.shortName())
                        .map(Step::time)
                        .orElse(null),
                upload.stalled(),
                heldSince);
    }
}
