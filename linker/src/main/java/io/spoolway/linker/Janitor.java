package io.spoolway.linker;

import io.spoolway.event.EventPublisher;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.UnfinishedObjects.Unfinished;
import io.spoolway.telemetry.LogContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the spool and deletes what no step will: uploads without progress, tombstones, rejected uploads past their
 * retention, leftovers of crashes, blobs that were begun and not completed. It never touches an upload that progresses, nor
 * one that is completed and has not come to its end. Any number of janitors may walk at once: what each does is conditional,
 * or harmless when it is done twice.
 *
 * <p>What it decides about an upload is in {@link Examination}.
 */
public final class Janitor {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final int REMEMBERED_ENDS = 50_000;

    private final ObjectStore store;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Retention retention;
    private final UnfinishedBlobs unfinished;

    public Janitor(ObjectStore store, EventPublisher publisher, Clock clock, Retention retention) {
        this.store = store;
        this.publisher = new OncePublisher(publisher, REMEMBERED_ENDS);
        this.clock = clock;
        this.retention = retention;
        this.unfinished = new UnfinishedBlobs(store);
    }

    /**
     * What a sweep found.
     *
     * @param examined how many uploads were old enough to be looked at
     * @param deeds how often it did what; a kind that did not occur is not there
     * @param bytes how many bytes of the spool that freed
     * @param failures how many uploads, or parts of the spool, could not be dealt with; they are in the log
     */
    public record Summary(int examined, Map<Deed.Kind, Integer> deeds, long bytes, int failures) {
        public Summary {
            deeds = Collections.unmodifiableMap(new TreeMap<>(deeds));
        }

        /** How often it did this. */
        public int count(Deed.Kind kind) {
            return deeds.getOrDefault(kind, 0);
        }

        /** Whether there was nothing to do, and nothing failed. */
        public boolean isQuiet() {
            return deeds.isEmpty() && failures == 0;
        }
    }

    /**
     * Looks at every old upload once. A failure at one is logged, and the sweep goes on.
     *
     * @param olderThan an unsealed upload is given up when nothing has been stored for it for so long
     * @param dryRun only tell what would be done
     * @throws InterruptedException when the thread is told to stop; what was done is done
     */
    public Summary sweep(Duration olderThan, boolean dryRun) throws InterruptedException {
        return sweep(olderThan, dryRun, deed -> {});
    }

    /**
     * The same.
     *
     * @param listener is told of each deed when it is done
     */
    public Summary sweep(Duration olderThan, boolean dryRun, Consumer<Deed> listener) throws InterruptedException {
        Sweep sweep = new Sweep(olderThan, dryRun, listener);
        for (String shard : StorageLayout.uploadShards().toList()) {
            sweep.walk(shard);
        }
        sweep.dropUnfinished();
        return sweep.summary();
    }

    /** One walk and its counts. */
    private final class Sweep {
        private final Instant now = clock.instant();
        private final Duration olderThan;
        private final boolean dryRun;
        private final Consumer<Deed> listener;
        private final Examination examination;
        private final Map<Deed.Kind, Integer> deeds = new EnumMap<>(Deed.Kind.class);
        private int examined;
        private long bytes;
        private int failures;

        Sweep(Duration olderThan, boolean dryRun, Consumer<Deed> listener) {
            this.olderThan = olderThan;
            this.dryRun = dryRun;
            this.listener = listener;
            this.examination = new Examination(store, publisher, retention, now, olderThan);
        }

        void walk(String shard) throws InterruptedException {
            checkInterrupted();
            try (Stream<UploadId> uploads = store.listPrefixes(shard)
                    .flatMap(prefix -> StorageLayout.uploadOf(prefix).stream())
                    .takeWhile(this::isOld)) {
                for (Iterator<UploadId> next = uploads.iterator(); next.hasNext(); ) {
                    UploadId upload = next.next();
                    try (var _ = LogContext.begin()) {
                        LogContext.upload(upload.toString());
                        look(upload);
                    }
                }
            } catch (RuntimeException e) {
                failures++;
                LOG.warn("{} could not be walked to its end", shard, e);
            }
        }

        /** The store lists the oldest first: behind the first that is young there is nothing to do. */
        private boolean isOld(UploadId upload) {
            Duration youngest = olderThan.compareTo(retention.rejected()) < 0 ? olderThan : retention.rejected();
            return !upload.startedAt().isAfter(now.minus(youngest));
        }

        private void look(UploadId upload) throws InterruptedException {
            checkInterrupted();
            examined++;
            try {
                Optional<Examination.Errand> errand = examination.examine(upload);
                if (errand.isPresent() && (dryRun || errand.get().work().run())) {
                    count(errand.get().deed());
                }
            } catch (RuntimeException e) {
                failures++;
                LOG.warn("upload {} is left to the next sweep", upload, e);
            }
        }

        void dropUnfinished() throws InterruptedException {
            checkInterrupted();
            try {
                for (Unfinished blob : unfinished.olderThan(retention.leftovers(), now)) {
                    if (!dryRun) {
                        unfinished.drop(blob);
                    }
                    count(new Deed(Deed.Kind.UNFINISHED_DROPPED, "the unfinished blob " + blob.key(), 0));
                }
            } catch (RuntimeException e) {
                failures++;
                LOG.warn("unfinished blobs are left to the next sweep", e);
            }
        }

        /** A store that is told to stop fails like one that is away: without this the sweep would go on. */
        private static void checkInterrupted() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("the sweep stops");
            }
        }

        private void count(Deed deed) {
            if (!dryRun) {
                LOG.info("{}", deed);
            }
            deeds.merge(deed.kind(), 1, Integer::sum);
            bytes += deed.bytes();
            listener.accept(deed);
        }

        Summary summary() {
            return new Summary(examined, deeds, bytes, failures);
        }
    }
}
