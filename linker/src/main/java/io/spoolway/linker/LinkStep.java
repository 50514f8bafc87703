package io.spoolway.linker;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.Work;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.StoreException;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.JobHandler;
import io.spoolway.work.Rejections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code blob.verified} to {@code blob.linked}: the bytes at their final path, the link, the event, and then the spool is
 * deleted. Each effect comes after what it relies on, so a process may die at any line, and the event that comes again finds
 * either the chunks (then all is done once more) or the bytes at their final path.
 */
public final class LinkStep implements JobHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LinkStep.class);

    private final FinalPath finalPath;
    private final ObjectWriter writer;
    private final EventPublisher publisher;
    private final SpoolCleaner cleaner;
    private final SpoolReader spool;
    private final Rejections rejections;

    LinkStep(
            FinalPath finalPath,
            ObjectWriter writer,
            EventPublisher publisher,
            SpoolCleaner cleaner,
            SpoolReader spool,
            Rejections rejections) {
        this.finalPath = finalPath;
        this.writer = writer;
        this.publisher = publisher;
        this.cleaner = cleaner;
        this.spool = spool;
        this.rejections = rejections;
    }

    @Override
    public void handle(PipelineEvent event) throws InterruptedException {
        if (!(event instanceof BlobVerified blob)) {
            throw new IllegalArgumentException("the linker does not work on " + event.type());
        }
        Work work = Work.beginning(blob.type());
        try {
            switch (finalPath.bring(blob)) {
                case COPIED -> link(blob, true, work);
                case PRESENT -> linkUnlessEnded(blob, work);
            }
        } catch (ChunkLostException e) {
            reject(blob, e, work);
        }
    }

    private void link(BlobVerified blob, boolean copied, Work work) {
        writer.put(
                StorageLayout.layerLink(blob.repository(), blob.digest()),
                ObjectBody.of(blob.digest().toString()));
        publisher.publish(
                new BlobLinked(blob.uploadId(), blob.repository(), blob.digest(), blob.size(), copied),
                Optional.of(work));
        clean(blob);
    }

    /** The upload has ended: that the store refuses to delete what it spooled must not make another end of it. */
    private void clean(BlobVerified blob) {
        try {
            cleaner.clean(blob);
        } catch (StoreException.Refused e) {
            LOG.error("what upload {} spooled is left for the janitor to delete: {}", blob.uploadId(), e.getMessage());
        }
    }

    /**
     * A copy shows that the upload has not ended, since its chunk was there. Without one the seal shows it: an event that
     * comes again must not bring back a link that was deleted since.
     */
    private void linkUnlessEnded(BlobVerified blob, Work work) {
        boolean ended = spool.sealAt(blob.uploadId(), blob.sealOffset())
                .filter(seal -> seal instanceof Seal.Completed)
                .isEmpty();
        if (ended) {
            LOG.info("has ended already, its event came again");
            clean(blob);
        } else {
            link(blob, false, work);
        }
    }

    private void reject(BlobVerified blob, ChunkLostException lost, Work work) {
        String detail = "verified, but not to be linked: " + lost.detail();
        // which upload it is stands before it
        LOG.warn("pushed to {} is rejected: {}", blob.repository(), detail);
        rejections.reject(
                new UploadRejected(
                        blob.uploadId(), blob.repository(), blob.digest(), blob.size(), lost.reason(), detail),
                work);
    }
}
