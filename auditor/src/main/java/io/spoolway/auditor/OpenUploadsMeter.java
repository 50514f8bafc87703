package io.spoolway.auditor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.view.AuditView;
import io.spoolway.auditor.view.Counts;
import io.spoolway.auditor.view.CountsQuery;
import io.spoolway.auditor.view.ViewUnavailableException;
import io.spoolway.fault.Recurring;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts now and then the uploads that have not ended, of the partitions that this auditor folds: the sum over all auditors is
 * that of the registry. NaN while they cannot be counted.
 */
final class OpenUploadsMeter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenUploadsMeter.class);
    private static final Duration EVERY = Duration.ofSeconds(15);

    /** All open uploads are read for a count, a million in a second: the pause is so many times as long as that took. */
    private static final int PAUSE_FACTOR = 100;

    private static final CountsQuery QUERY = new CountsQuery(Optional.empty(), 0);

    private final AuditView local;
    private final BooleanSupplier isComplete;
    private final Recurring counting;
    private volatile @Nullable Counts counts;
    private volatile Duration took = Duration.ZERO;

    private OpenUploadsMeter(AuditView local, BooleanSupplier isComplete) {
        this.local = local;
        this.isComplete = isComplete;
        this.counting = Recurring.start("open-uploads", Duration.ZERO, this::pause, this::count);
    }

    /** @param isComplete whether all partitions that are this auditor's are restored */
    static OpenUploadsMeter start(AuditView local, BooleanSupplier isComplete, MeterRegistry meters) {
        OpenUploadsMeter meter = new OpenUploadsMeter(local, isComplete);
        Arrays.stream(UploadState.values())
                .filter(state -> !state.isEnd())
                .forEach(state -> Gauge.builder("spoolway.auditor.uploads.open", meter, m -> m.open(state))
                        .description("uploads that have not ended, by where they stand")
                        .tag("state", state.label())
                        .register(meters));
        Gauge.builder("spoolway.auditor.uploads.stalled", meter, OpenUploadsMeter::stalled)
                .description("uploads that are completed and have not ended for longer than SPOOLWAY_STALLED_AFTER")
                .register(meters);
        return meter;
    }

    private double open(UploadState state) {
        Counts known = counts;
        return known == null ? Double.NaN : known.open().getOrDefault(state.label(), 0L);
    }

    private double stalled() {
        Counts known = counts;
        return known == null ? Double.NaN : known.stalled();
    }

    private void count() {
        long begin = System.nanoTime();
        Counts counted = null;
        try {
            // while partitions are being restored, those that are not would pass for all
            counted = isComplete.getAsBoolean() ? local.counts(QUERY) : null;
        } catch (ViewUnavailableException e) {
            LOG.debug("open uploads cannot be counted", e);
        } finally {
            counts = counted;
            took = Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    private Duration pause() {
        Duration pause = took.multipliedBy(PAUSE_FACTOR);
        return pause.compareTo(EVERY) < 0 ? EVERY : pause;
    }

    @Override
    public void close() {
        counting.close();
    }
}
