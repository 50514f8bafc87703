package io.spoolway.verifier;

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
import java.util.List;

/** Puts a verifier together. */
public final class VerifierService {
    static final String NAME = "verifier";

    private VerifierService() {}

    /**
     * Starts a verifier; returns while it is still getting ready.
     *
     * @throws io.spoolway.service.CannotStartException when the address cannot be had
     */
    public static StepService start(VerifierConfig config) throws IOException {
        return StepService.start(
                new StepService.Step(NAME, EventType.UPLOAD_COMPLETED, VerifierService::workers),
                config.common(),
                config.work());
    }

    private static StepService.Workers workers(Connections connections) {
        ObjectStore store = connections.store();
        VerifyStep step = new VerifyStep(
                new RecordedChunks(new SpoolReader(store, store)),
                new SpoolHasher(store),
                new StoredBlobs(store),
                connections.publisher(),
                new Rejections(store, connections.publisher(), Clock.systemUTC()));
        return new StepService.Workers(step, List.of());
    }
}
