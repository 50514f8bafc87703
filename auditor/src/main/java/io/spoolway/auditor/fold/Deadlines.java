package io.spoolway.auditor.fold;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When something may be found out of an upload that no event tells: kept in memory, in the order of time, so that nothing has to
 * be looked at before it is due, however many uploads are open. Made again from {@link StateStores#OPEN} when a task begins.
 */
final class Deadlines {
    private final Duration hold;
    private final Duration stalledAfter;
    private final NavigableSet<Deadline> deadlines =
            new TreeSet<>(Comparator.comparing(Deadline::at).thenComparing(Deadline::upload));

    /**
     * @param hold how long a step waits for the step before it
     * @param stalledAfter how long a completed upload may take to end
     */
    Deadlines(Duration hold, Duration stalledAfter) {
        this.hold = hold;
        this.stalledAfter = stalledAfter;
    }

    private record Deadline(Instant at, String upload) {}

    /** The deadline of an upload is another one now, or none: {@code before} and {@code after} are what was and is kept of it. */
    void change(String upload, @Nullable OpenUpload before, @Nullable OpenUpload after) {
        deadline(upload, before).ifPresent(deadlines::remove);
        deadline(upload, after).ifPresent(deadlines::add);
    }

    /** The uploads whose deadline is over. They stay until they are changed. */
    List<String> over(Instant now) {
        List<String> over = new ArrayList<>();
        for (Deadline deadline : deadlines) {
            if (!deadline.at().isBefore(now)) {
                break;
            }
            over.add(deadline.upload());
        }
        return over;
    }

    /** Whether a step of the upload has waited too long. */
    boolean isHeldTooLong(OpenUpload upload, Instant now) {
        return heldUntil(upload).filter(until -> until.isBefore(now)).isPresent();
    }

    private Optional<Deadline> deadline(String upload, @Nullable OpenUpload open) {
        return open == null
                ? Optional.empty()
                : Stream.of(heldUntil(open), stalledAt(open))
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .map(at -> new Deadline(at, upload));
    }

    private Optional<Instant> heldUntil(OpenUpload upload) {
        return Optional.ofNullable(upload.heldSince()).map(since -> since.plus(hold));
    }

    private Optional<Instant> stalledAt(OpenUpload upload) {
        return upload.stalled() || upload.state().isEnd()
                ? Optional.empty()
                : Optional.ofNullable(upload.completed()).map(completed -> completed.plus(stalledAfter));
    }
}
