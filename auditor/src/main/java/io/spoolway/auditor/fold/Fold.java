package io.spoolway.auditor.fold;

import io.spoolway.event.EventType;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which what was read of an upload becomes its record. They look at nothing but their arguments, so the same
 * events give the same record, in whatever order and however often they are read.
 *
 * <p>The topics have no order between them. So a step is recorded when the step that it came of is, and held until then; what
 * is not known to come is given up by {@link #release}. A step is recorded once: an event that comes again has the same name.
 */
final class Fold {
    private static final Comparator<Observation> BY_TIME =
            Comparator.comparing(Observation::time).thenComparing(Observation::type);

    private final Duration stalledAfter;

    /** @param stalledAfter how long a completed upload may take to end */
    Fold(Duration stalledAfter) {
        this.stalledAfter = stalledAfter;
    }

    /**
     * The upload after an event of it was read. The steps that are new stand behind those that it had.
     *
     * @param known what is known of it; null when nothing is
     * @return {@code known} itself when the event was read before
     */
    Upload receive(@Nullable Upload known, UploadId id, Observation read) {
        Upload upload = known != null ? known : begun(id, read.repository());
        boolean again = upload.step(read.type().shortName()).isPresent()
                || upload.held().stream().anyMatch(held -> held.type() == read.type());
        if (again) {
            return upload;
        }
        return recordReady(withHeld(
                upload, Stream.concat(upload.held().stream(), Stream.of(read)).toList()));
    }

    /**
     * The upload after it was told how many of its bytes have arrived. That is no step. The most that was told holds, until the size is known: so
     * neither what is late does harm, nor what comes twice.
     *
     * @param known what is known of it; null when nothing is
     * @return {@code known} itself when it told nothing new
     */
    Upload progressed(@Nullable Upload known, UploadId id, RepositoryName repository, Received told) {
        Upload upload = known != null ? known : begun(id, repository);
        return upload.size() == null && told.isAheadOf(upload.received()) ? withReceived(upload, told) : upload;
    }

    /** The upload when nothing more is waited for: what is held is recorded, and what it came of is said to be missing. */
    Upload release(Upload upload) {
        Upload released = upload;
        while (!released.held().isEmpty()) {
            Observation first = released.held().stream().min(BY_TIME).orElseThrow();
            released = recordReady(record(released, first, true));
        }
        return released;
    }

    /** The upload with the finding that it is stalled, if it is at this time and was not found to be yet. */
    Optional<Upload> stalled(Upload upload, Instant now) {
        return upload.stalled() || upload.state().isEnd() ? Optional.empty() : stalledBefore(upload, now);
    }

    private Upload recordReady(Upload upload) {
        Upload recorded = upload;
        while (true) {
            Upload sofar = recorded;
            Optional<Observation> ready =
                    sofar.held().stream().filter(held -> isReady(sofar, held)).min(BY_TIME);
            if (ready.isEmpty()) {
                return recorded;
            }
            recorded = record(recorded, ready.get(), false);
        }
    }

    private static boolean isReady(Upload upload, Observation held) {
        EventType after = held.after();
        return after == null || upload.step(after.shortName()).isPresent();
    }

    private Upload record(Upload upload, Observation held, boolean gap) {
        // whenever it is read, the finding stands before what happened after it
        Upload before =
                upload.stalled() ? upload : stalledBefore(upload, held.time()).orElse(upload);
        return new Upload(
                before.uploadId(),
                before.repository(),
                before.state().after(held.type()),
                before.stalled(),
                before.client() != null ? before.client() : held.client(),
                held.digest() != null ? held.digest() : before.digest(),
                held.size() != null ? held.size() : before.size(),
                held.size() != null ? null : before.received(),
                append(before.steps(), step(before, held, gap)),
                before.held().stream().filter(other -> !other.equals(held)).toList());
    }

    private static Step step(Upload upload, Observation held, boolean gap) {
        Optional<Step> last = upload.steps().reversed().stream()
                .filter(step -> !step.name().equals(Step.STALLED))
                .findFirst();
        long elapsed = last.map(step -> millis(step.time(), held.time())).orElse(0L);
        // a completed upload was not waiting before: its client was sending
        long work = held.type() == EventType.UPLOAD_COMPLETED ? elapsed : held.workMillis();
        return new Step(
                held.type().shortName(),
                held.time(),
                held.node(),
                last.map(Step::name).orElse(null),
                Math.max(0, elapsed - work),
                work,
                held.subject(),
                gap,
                held.facts());
    }

    private Optional<Upload> stalledBefore(Upload upload, Instant time) {
        return upload.step(EventType.UPLOAD_COMPLETED.shortName())
                .filter(completed -> completed.time().plus(stalledAfter).isBefore(time))
                .filter(completed -> !upload.state().isEnd())
                .map(completed -> withFinding(upload, completed));
    }

    private Upload withFinding(Upload upload, Step completed) {
        Step last = upload.steps().getLast();
        EventType waitingFor = upload.state() == UploadState.LINKING ? EventType.BLOB_LINKED : EventType.BLOB_VERIFIED;
        Step finding = new Step(
                Step.STALLED,
                completed.time().plus(stalledAfter),
                "",
                last.name(),
                stalledAfter.toMillis(),
                0,
                null,
                false,
                Map.of("waitingFor", waitingFor.shortName()));
        return new Upload(
                upload.uploadId(),
                upload.repository(),
                upload.state(),
                true,
                upload.client(),
                upload.digest(),
                upload.size(),
                upload.received(),
                append(upload.steps(), finding),
                upload.held());
    }

    private static Upload withHeld(Upload upload, List<Observation> held) {
        return new Upload(
                upload.uploadId(),
                upload.repository(),
                upload.state(),
                upload.stalled(),
                upload.client(),
                upload.digest(),
                upload.size(),
                upload.received(),
                upload.steps(),
                held);
    }

    private static Upload withReceived(Upload upload, Received received) {
        return new Upload(
                upload.uploadId(),
                upload.repository(),
                upload.state(),
                upload.stalled(),
                upload.client(),
                upload.digest(),
                upload.size(),
                received,
                upload.steps(),
                upload.held());
    }

    /** An upload of which nothing is known but that there is one. */
    private static Upload begun(UploadId id, RepositoryName repository) {
        return new Upload(id, repository, UploadState.SPOOLING, false, null, null, null, null, List.of(), List.of());
    }

    private static List<Step> append(List<Step> steps, Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return all;
    }

    /** 0 when clocks differ so much that it would be less. */
    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
