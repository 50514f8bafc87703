package io.spoolway.linker;

import io.spoolway.event.EventType;
import io.spoolway.service.Connections;
import io.spoolway.service.StepService;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.store.ObjectStore;
import io.spoolway.work.RecordedChunks;
import io.spoolway.work.Rejections;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;

/** Puts a linker together. */
public final class LinkerService {
    static final String NAME = "linker";

    private static final int RECENT_BLOBS = 50_000;
    private static final int MERGE_BUDGET_MIB = 64;

    private LinkerService() {}

    /**
     * Starts a linker; returns while it is still getting ready.
     *
     * @throws io.spoolway.service.CannotStartException when the address cannot be had
     */
    public static StepService start(LinkerConfig config) throws IOException {
        return StepService.start(
                new StepService.Step(NAME, EventType.BLOB_VERIFIED, connections -> workers(config, connections)),
                config.common(),
                config.work());
    }

    private static StepService.Workers workers(LinkerConfig config, Connections connections) {
        ObjectStore store = connections.store();
        SpoolReader spool = new SpoolReader(store, store);
        GroupedDeleter deleter = GroupedDeleter.over(store);
        FinalPath finalPath = new FinalPath(
                new StoredBlobs(store),
                new RecentBlobs(RECENT_BLOBS),
                new RecordedChunks(spool),
                store,
                store,
                new PartsCopier(store, new ChunkMerger(store, MERGE_BUDGET_MIB)));
        LinkStep step = new LinkStep(
                finalPath,
                store,
                connections.publisher(),
                new SpoolCleaner(store, store, deleter),
                spool,
                new Rejections(store, connections.publisher(), Clock.systemUTC()));
        return new StepService.Workers(
                step,
                Stream.concat(Stream.of(deleter), janitor(config, connections)).toList());
    }

    private static Stream<AutoCloseable> janitor(LinkerConfig config, Connections connections) {
        if (config.janitorInterval().isZero()) {
            return Stream.empty();
        }
        Janitor janitor = new Janitor(
                connections.store(),
                connections.publisher(),
                Clock.systemUTC(),
                Retention.of(config.uploadExpiry(), config.rejectedRetention()));
        return Stream.of(JanitorSchedule.start(janitor, config.janitorInterval(), config.uploadExpiry()));
    }
}
