package io.spoolway.ingest.upload;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.EventPublisher;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.blob.MountBlob;
import io.spoolway.ingest.http.ReadRoute;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.SpoolReader;
import io.spoolway.store.ObjectStore;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** The endpoints of an upload, and what they are made of. */
public final class UploadRoutes {
    private static final String UPLOADS = "/v2/<name>/blobs/uploads";
    private static final String UPLOAD = UPLOADS + "/{id}";

    private final Handler start;
    private final Handler append;
    private final Handler complete;
    private final Handler status;
    private final Handler cancel;
    private final Handler completedStatus;

    /** @param executor runs the storing of chunks; a thread for each */
    public UploadRoutes(
            IngestConfig config,
            ObjectStore store,
            BlobLinks links,
            EventPublisher publisher,
            Outcomes outcomes,
            BufferBudget budget,
            ExecutorService executor,
            Progress progress,
            MeterRegistry meters) {
        SpoolReader spool = new SpoolReader(store, store);
        UploadTokens tokens = new UploadTokens(config.stateSecret(), config.uploadExpiry(), Clock.systemUTC());
        Uploads uploads = new Uploads(spool, tokens, outcomes);
        Rejections rejections = new Rejections(store);
        ChunkSpooler spooler = new ChunkSpooler(
                store, store, config.chunkSizes(), config.parallelism(), budget, executor, progress, meters);
        BodySlots slots = new BodySlots(config.concurrency(), meters);
        CompleteUpload completeUpload = new CompleteUpload(
                slots,
                uploads,
                spooler,
                spool,
                new CompletionAnswer(
                        publisher, outcomes, links, rejections, config.patience(), new StatusUrl(config.auditor())));
        this.complete = completeUpload;
        this.start = new StartUpload(
                slots, publisher, uploads, completeUpload, new MountBlob(store, store, links, publisher));
        this.append = new AppendToUpload(slots, uploads, spooler);
        this.status = new UploadStatus(uploads);
        this.cancel = new CancelUpload(uploads, new Abandonment(spool, store, store), publisher);
        this.completedStatus = new CompletedStatus(spool, outcomes, rejections, links);
    }

    /** Adds the endpoints. */
    public void register(RoutesConfig routes) {
        routes.post(UPLOADS + "/", start);
        routes.patch(UPLOAD, append);
        routes.put(UPLOAD, complete);
        ReadRoute.add(routes, UPLOAD, status);
        routes.delete(UPLOAD, cancel);
        ReadRoute.add(routes, "/spoolway/v1/uploads/{id}", completedStatus);
    }
}
