package io.spoolway.ingest.upload;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.EventPublisher;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.blob.MountBlob;
import io.spoolway.ingest.http.OciError;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.SpoolReader;
import io.spoolway.store.ObjectStore;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

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
        CompleteUpload completeUpload = new CompleteUpload(
                uploads,
                spooler,
                spool,
                new CompletionAnswer(
                        publisher, outcomes, links, rejections, config.patience(), new StatusUrl(config.auditor())));
        Limit limit = new Limit(config.concurrency(), meters);
        this.complete = limit.on(completeUpload);
        this.start = limit.on(
                new StartUpload(publisher, uploads, completeUpload, new MountBlob(store, store, links, publisher)));
        this.append = limit.on(new AppendToUpload(uploads, spooler));
        this.status = new UploadStatus(uploads);
        this.cancel = new CancelUpload(uploads, new Abandonment(spool, store, store), publisher);
        this.completedStatus = new CompletedStatus(spool, outcomes, rejections, links);
    }

    /** Adds the endpoints. */
    public void register(RoutesConfig routes) {
        routes.post(UPLOADS + "/", start);
        routes.patch(UPLOAD, append);
        routes.put(UPLOAD, complete);
        routes.get(UPLOAD, status);
        routes.delete(UPLOAD, cancel);
        routes.get("/spoolway/v1/uploads/{id}", completedStatus);
    }

    /** Bounds how many requests with a body are under way: a slow client may keep one open for long. */
    private static final class Limit {
        private final Semaphore slots;

        Limit(int concurrency, MeterRegistry meters) {
            this.slots = new Semaphore(concurrency);
            Gauge.builder("spoolway.ingest.requests.active", () -> concurrency - slots.availablePermits())
                    .description("upload requests under way")
                    .register(meters);
        }

        Handler on(Handler handler) {
            return ctx -> handle(handler, ctx);
        }

        private void handle(Handler handler, Context ctx) throws Exception {
            if (!slots.tryAcquire()) {
                throw OciError.TOO_MANY_REQUESTS.because(
                        "this node takes no more uploads right now; try again, what was acknowledged is kept");
            }
            try {
                handler.handle(ctx);
            } finally {
                slots.release();
            }
        }
    }
}
