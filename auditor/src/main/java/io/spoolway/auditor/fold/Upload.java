package io.spoolway.auditor.fold;

import io.spoolway.event.Client;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one upload.
 *
 * @param stalled whether it was found to be stalled, even if it has ended since
 * @param client who began to push, or completed when that was not read; null as long as no event told
 * @param digest what the bytes are said to hash to; null before it is completed
 * @param size in bytes; null before it is completed, cancelled or expired
 * @param received how many bytes have arrived; null before any was told of, and when the size is known
 * @param steps that were recorded, in order
 * @param held what was read before the step that happened before it, and is not recorded yet
 */
public record Upload(
        UploadId uploadId,
        RepositoryName repository,
        UploadState state,
        boolean stalled,
        @Nullable Client client,
        @Nullable Digest digest,
        @Nullable Long size,
        @Nullable Received received,
        List<Step> steps,
        List<Observation> held) {
    public Upload {
        steps = List.copyOf(steps);
        held = List.copyOf(held);
    }

    /** When it was started, to the millisecond: its id tells, whatever was read. */
    public Instant started() {
        return uploadId.startedAt();
    }

    /** When the last step that was recorded happened. */
    public Instant updated() {
        return steps.isEmpty() ? started() : steps.getLast().time();
    }

    /** Who pushes, as a proxy has authenticated them: who began, or the first who asked for a later step; null as long as none told. */
    public @Nullable String subject() {
        return subject(steps);
    }

    /** The same, by these steps alone. */
    static @Nullable String subject(List<Step> steps) {
        return steps.stream()
                .map(Step::subject)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** When it was last heard of. */
    Instant heardOf() {
        return received != null && received.time().isAfter(updated()) ? received.time() : updated();
    }

    /** The step of this name, if it was recorded. */
    public Optional<Step> step(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }
}
