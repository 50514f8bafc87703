package io.spoolway.auditor.fold;

import io.spoolway.event.Client;
import io.spoolway.event.EventType;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data of the CloudEvent on {@code spoolway.audit} for one step of an upload. When and where it happened stands in the
 * envelope: {@code time}, {@code spoolwaynode}.
 *
 * @param step short name of the event, or of the finding
 * @param sequence the number of the step in its upload, from 1
 * @param repository where it is pushed to
 * @param digest what the bytes are said to hash to; null before that is known
 * @param size in bytes; null before that is known
 * @param client who pushed; null as long as no event told
 * @param subject who pushes, as a proxy has authenticated them; null as long as no event told. Who asked for this very step stands
 *     in the envelope: {@code spoolwaysubject}
 * @param after name of the step before it; null for the first one
 * @param queueMillis how long it waited between the step before it and its work
 * @param workMillis how long the work took
 * @param gap whether a step that must have happened before it was not read
 * @param facts see {@link Step}
 */
public record AuditEntry(
        UploadId uploadId,
        RepositoryName repository,
        String step,
        int sequence,
        @Nullable Digest digest,
        @Nullable Long size,
        @Nullable Client client,
        @Nullable String subject,
        @Nullable String after,
        long queueMillis,
        long workMillis,
        boolean gap,
        Map<String, Object> facts) {
    private static final Set<String> TELL_CLIENT =
            Set.of(EventType.UPLOAD_STARTED.shortName(), EventType.UPLOAD_COMPLETED.shortName());
    private static final Set<String> TELL_NO_SIZE = Set.of(EventType.UPLOAD_STARTED.shortName(), Step.STALLED);
    private static final Set<String> TELL_NO_DIGEST = Set.of(
            EventType.UPLOAD_STARTED.shortName(),
            EventType.UPLOAD_CANCELLED.shortName(),
            EventType.UPLOAD_EXPIRED.shortName(),
            Step.STALLED);

    /**
     * The entry for a step of an upload, with what was known by then: it is the same whenever it is asked for.
     *
     * @param index of the step in {@link Upload#steps}, from 0
     */
    static AuditEntry of(Upload upload, int index) {
        Step step = upload.steps().get(index);
        List<Step> by = upload.steps().subList(0, index + 1);
        List<String> told = by.stream().map(Step::name).toList();
        return new AuditEntry(
                upload.uploadId(),
                upload.repository(),
                step.name(),
                index + 1,
                TELL_NO_DIGEST.containsAll(told) ? null : upload.digest(),
                TELL_NO_SIZE.containsAll(told) ? null : upload.size(),
                told.stream().anyMatch(TELL_CLIENT::contains) ? upload.client() : null,
                Upload.subject(by),
                step.after(),
                step.queueMillis(),
                step.workMillis(),
                step.gap(),
                step.facts());
    }
}
