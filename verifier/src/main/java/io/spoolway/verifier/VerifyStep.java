package io.spoolway.verifier;

import io.spoolway.event.BlobVerified;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.Work;
import io.spoolway.oci.Digest;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.JobHandler;
import io.spoolway.work.RecordedChunks;
import io.spoolway.work.Rejections;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code upload.completed} to {@code blob.verified} or {@code upload.rejected}: every spooled byte is fetched again and
 * hashed, on the condition that each chunk is the object that was recorded.
 */
public final class VerifyStep implements JobHandler {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyStep.class);

    private final RecordedChunks recorded;
    private final SpoolHasher hasher;
    private final StoredBlobs blobs;
    private final EventPublisher publisher;
    private final Rejections rejections;

    public VerifyStep(
            RecordedChunks recorded,
            SpoolHasher hasher,
            StoredBlobs blobs,
            EventPublisher publisher,
            Rejections rejections) {
        this.recorded = recorded;
        this.hasher = hasher;
        this.blobs = blobs;
        this.publisher = publisher;
        this.rejections = rejections;
    }

    @Override
    public void handle(PipelineEvent event) throws InterruptedException {
        if (!(event instanceof UploadCompleted upload)) {
            throw new IllegalArgumentException("the verifier does not work on " + event.type());
        }
        Work work = Work.beginning(upload.type());
        try {
            List<Chunk> chunks = recorded.find(upload.uploadId(), upload.size(), upload.chunks());
            Digest found =
                    hasher.hash(upload.uploadId(), chunks, upload.digest().algorithm());
            if (found.equals(upload.digest())) {
                publisher.publish(verified(upload), Optional.of(work));
            } else {
                reject(
                        upload,
                        work,
                        RejectReason.DIGEST_MISMATCH,
                        "the %d bytes hash to %s, not to %s".formatted(upload.size(), found, upload.digest()));
            }
        } catch (ChunkLostException e) {
            if (blobs.hasEnded(upload.uploadId(), upload.repository(), upload.digest(), upload.sealOffset())) {
                LOG.info("has ended already, its event came again");
            } else if (e.reason() == RejectReason.CHUNK_MISSING
                    && blobs.isLinkedSince(upload.repository(), upload.digest(), Instant.EPOCH)) {
                // a client repeated the completion of an upload that had ended, and so sealed what was no longer there
                publisher.publish(verified(upload), Optional.of(work));
            } else {
                reject(upload, work, e.reason(), e.detail());
            }
        }
    }

    private void reject(UploadCompleted upload, Work work, RejectReason reason, String detail) {
        // which upload it is stands before it
        LOG.warn("pushed to {} is rejected: {}", upload.repository(), detail);
        rejections.reject(
                new UploadRejected(
                        upload.uploadId(), upload.repository(), upload.digest(), upload.size(), reason, detail),
                work);
    }

    private static BlobVerified verified(UploadCompleted upload) {
        return new BlobVerified(
                upload.uploadId(),
                upload.repository(),
                upload.digest(),
                upload.size(),
                upload.sealOffset(),
                upload.chunks());
    }
}
