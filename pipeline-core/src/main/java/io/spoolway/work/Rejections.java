package io.spoolway.work;

import io.spoolway.event.EventPublisher;
import io.spoolway.event.Rejection;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.Work;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectWriter;
import io.spoolway.telemetry.LogContext;
import java.time.Clock;
import java.util.Optional;

/** Ends an upload that was completed but cannot become a blob. */
public final class Rejections {
    private final ObjectWriter writer;
    private final EventPublisher publisher;
    private final Clock clock;

    public Rejections(ObjectWriter writer, EventPublisher publisher, Clock clock) {
        this.writer = writer;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Leaves the note in the spool, and then publishes: whoever heard of the rejection finds the note. Doing it again is
     * harmless.
     *
     * @param work in which it was found out
     * @throws io.spoolway.store.StoreException when the note is not known to be stored
     * @throws io.spoolway.event.BrokerUnavailableException when the event is not known to be published
     */
    public void reject(UploadRejected event, Work work) {
        LogContext.failed("rejected: " + event.reason());
        Rejection note = Rejection.of(event, clock.instant());
        writer.put(StorageLayout.rejected(event.uploadId()), ObjectBody.of(note.toJson()));
        publisher.publish(event, Optional.of(work));
    }
}
