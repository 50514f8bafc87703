package io.spoolway.ingest.upload;

import io.spoolway.event.UploadCompleted;
import java.net.URI;
import java.util.Optional;

/**
 * Where a client that was answered 202 asks what came of its upload: the auditor knows every step, and any time later; without
 * one {@link CompletedStatus} tells how it stands.
 *
 * @param auditor as clients reach it; empty when there is none
 */
record StatusUrl(Optional<URI> auditor) {
    /** Absolute when it leads to the auditor, which is another server. */
    String of(UploadCompleted completed) {
        return auditor.map(url -> url.toString().replaceAll("/+$", "") + "/uploads/" + completed.uploadId())
                .orElseGet(() -> "/spoolway/v1/uploads/%s?repository=%s&digest=%s"
                        .formatted(completed.uploadId(), completed.repository(), completed.digest()));
    }
}
