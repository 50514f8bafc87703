package io.spoolway.ingest.blob;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/**
 * The blobs that are completed and have not ended, by the events that every node hears: whichever node completed them. The
 * topics of completions and of ends have no order between them, so an end may come before its completion.
 */
public final class PendingBlobs {
    /** The events that it takes in. */
    public static final Set<EventType> EVENTS = Set.of(
            EventType.UPLOAD_COMPLETED, EventType.BLOB_LINKED, EventType.UPLOAD_REJECTED, EventType.UPLOAD_FAILED);

    /** An upload that has not ended for so long is not waited for any more. A node that starts reads back so far. */
    public static final Duration KEPT = Duration.ofMinutes(15);

    /** At most some 20 MB; under a larger backlog the oldest are forgotten. */
    private static final int REMEMBERED = 50_000;

    private final LongSupplier nanoTime;
    /** In the order in which they were heard of, which is that in which they are forgotten. */
    private final LinkedHashMap<UploadId, Upload> uploads = new LinkedHashMap<>();

    private final Map<BlobKey, Blob> blobs = new HashMap<>();
    private final LinkedHashSet<UploadId> ended = new LinkedHashSet<>();
    private long ends;

    private record Upload(BlobKey blob, long heardOf) {}

    private static final class Blob {
        private final Set<UploadId> uploads = new HashSet<>();
        private CountDownLatch nextEnd = new CountDownLatch(1);
    }

    public PendingBlobs() {
        this(System::nanoTime);
    }

    PendingBlobs(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes an event in; others than {@link #EVENTS} say nothing here. */
    public void receive(PipelineEvent event) {
        switch (event) {
            case UploadCompleted completed ->
                completed(completed.uploadId(), new BlobKey(completed.repository(), completed.digest()));
            case BlobLinked linked -> ended(linked.uploadId());
            case UploadRejected rejected -> ended(rejected.uploadId());
            case UploadFailed failed -> ended(failed.uploadId());
            default -> {}
        }
    }

    private synchronized void completed(UploadId id, BlobKey blob) {
        if (ended.contains(id) || uploads.containsKey(id)) {
            return; // it ended before, or the client has repeated its request
        }
        uploads.put(id, new Upload(blob, nanoTime.getAsLong()));
        blobs.computeIfAbsent(blob, key -> new Blob()).uploads.add(id);
        if (uploads.size() > REMEMBERED) {
            remove(uploads.firstEntry().getKey());
        }
    }

    private synchronized void ended(UploadId id) {
        ends++;
        ended.add(id);
        if (ended.size() > REMEMBERED) {
            ended.removeFirst();
        }
        remove(id);
    }

    /** Wakes those who wait for its blob; they look whether there is anything left to wait for. */
    private void remove(UploadId id) {
        Upload upload = uploads.remove(id);
        if (upload == null) {
            return;
        }
        blobs.computeIfPresent(upload.blob(), (key, blob) -> {
            blob.nextEnd.countDown();
            blob.nextEnd = new CountDownLatch(1);
            blob.uploads.remove(id);
            return blob.uploads.isEmpty() ? null : blob;
        });
    }

    /** Open when the next of the uploads ends that may bring this blob to this repository; empty when there is none. */
    synchronized Optional<CountDownLatch> nextEnd(RepositoryName repository, Digest digest) {
        long now = nanoTime.getAsLong();
        while (!uploads.isEmpty() && now - uploads.firstEntry().getValue().heardOf() > KEPT.toNanos()) {
            remove(uploads.firstEntry().getKey());
        }
        return Optional.ofNullable(blobs.get(new BlobKey(repository, digest))).map(blob -> blob.nextEnd);
    }

    /** How many ends have been heard of: when this has changed, a blob may have been linked that was not. */
    synchronized long ends() {
        return ends;
    }
}
