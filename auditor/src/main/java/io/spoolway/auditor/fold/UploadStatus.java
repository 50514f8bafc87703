package io.spoolway.auditor.fold;

import io.spoolway.event.Client;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one upload stands now: the value on the compacted topic {@code spoolway.upload-status}, and an item of the lists that
 * the auditor answers with.
 *
 * @param stalled whether it was found to be stalled, even if it has ended since
 * @param digest null before it is completed
 * @param size in bytes; null before it is completed, cancelled or expired
 * @param received how many bytes have arrived, as far as was told; null before, and when the size is known
 * @param receivedAt when that was told; null when it was not
 * @param client who pushed; null as long as no event told
 * @param subject who pushes, as a proxy has authenticated them; null as long as no event told
 * @param started when it was started
 * @param updated when its last step happened
 * @param ended when it ended; null before
 * @param reason why it was rejected or failed, for people; null otherwise
 */
public record UploadStatus(
        UploadId uploadId,
        RepositoryName repository,
        UploadState state,
        boolean stalled,
        @Nullable Digest digest,
        @Nullable Long size,
        @Nullable Long received,
        @Nullable Instant receivedAt,
        @Nullable Client client,
        @Nullable String subject,
        Instant started,
        Instant updated,
        @Nullable Instant ended,
        @Nullable String reason) {
    /** The status of an upload. */
    public static UploadStatus of(Upload upload) {
        Optional<Step> end =
                Optional.of(upload.state()).filter(UploadState::isEnd).flatMap(state -> upload.step(state.step()));
        Received received = upload.received();
        return new UploadStatus(
                upload.uploadId(),
                upload.repository(),
                upload.state(),
                upload.stalled(),
                upload.digest(),
                upload.size(),
                received == null ? null : received.bytes(),
                received == null ? null : received.time(),
                upload.client(),
                upload.subject(),
                upload.started(),
                upload.updated(),
                end.map(Step::time).orElse(null),
                end.map(step -> step.facts().get("detail"))
                        .map(Object::toString)
                        .orElse(null));
    }
}
