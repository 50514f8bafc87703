package io.spoolway.auditor.fold;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.EventType;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.Subject;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadEvent;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.UploadStarted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Events of one upload, as the pipeline publishes them: it is started at {@link #start}, completed two seconds later, verified
 * after 300 ms of which 100 were work, and linked after 200 ms more of which 50 were work.
 */
record UploadEvents(UploadId id, Instant start) {
    static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
    static final Client CLIENT = new Client("192.0.2.7", "curl/8");
    static final long SIZE = 13;

    static final Duration COMPLETED = Duration.ofSeconds(2);
    static final Duration VERIFIED = COMPLETED.plusMillis(300);
    static final Duration LINKED = VERIFIED.plusMillis(200);

    static UploadEvents of(Instant start) {
        String time = StateStores.firstUploadKey(start).substring(0, 14);
        return new UploadEvents(UploadId.parse(time + UploadId.next().toString().substring(14)), start);
    }

    PublishedEvent started() {
        return at(Duration.ZERO, new UploadStarted(id, REPOSITORY, CLIENT));
    }

    PublishedEvent completed() {
        return at(COMPLETED, new UploadCompleted(id, REPOSITORY, DIGEST, SIZE, SIZE, ChunkList.of(List.of()), CLIENT));
    }

    PublishedEvent verified() {
        return at(
                VERIFIED,
                new BlobVerified(id, REPOSITORY, DIGEST, SIZE, SIZE, ChunkList.of(List.of())),
                EventType.UPLOAD_COMPLETED,
                Duration.ofMillis(100));
    }

    PublishedEvent linked() {
        return linked(LINKED);
    }

    PublishedEvent linked(Duration afterStart) {
        return at(
                afterStart,
                new BlobLinked(id, REPOSITORY, DIGEST, SIZE, true),
                EventType.BLOB_VERIFIED,
                Duration.ofMillis(50));
    }

    /** @param after what was worked on: {@code upload.completed} by the verifier, {@code blob.verified} by the linker */
    PublishedEvent rejected(EventType after) {
        return rejected(after, "they hash to another");
    }

    PublishedEvent rejected(String detail) {
        return rejected(EventType.UPLOAD_COMPLETED, detail);
    }

    private PublishedEvent rejected(EventType after, String detail) {
        return at(
                LINKED,
                new UploadRejected(id, REPOSITORY, DIGEST, SIZE, RejectReason.DIGEST_MISMATCH, detail),
                after,
                Duration.ofMillis(10));
    }

    /** @param after what was worked on */
    PublishedEvent failed(EventType after) {
        return at(
                VERIFIED,
                new UploadFailed(id, REPOSITORY, DIGEST, SIZE, after.shortName(), 5, "disk on fire"),
                after,
                Duration.ZERO);
    }

    /** All events of an upload that is linked. */
    List<PublishedEvent> all() {
        return List.of(started(), completed(), verified(), linked());
    }

    /** The same event, of a request of somebody who was authenticated. */
    static PublishedEvent by(String subject, PublishedEvent event) {
        return new PublishedEvent(
                event.event(),
                event.time(),
                event.node(),
                event.after(),
                event.work(),
                Optional.of(new Subject(subject)));
    }

    PublishedEvent at(Duration afterStart, UploadEvent event) {
        return new PublishedEvent(
                event, start.plus(afterStart), "node-1", Optional.empty(), Duration.ZERO, Optional.empty());
    }

    private PublishedEvent at(Duration afterStart, UploadEvent event, EventType after, Duration work) {
        return new PublishedEvent(event, start.plus(afterStart), "node-1", Optional.of(after), work, Optional.empty());
    }
}
