package io.spoolway.testing;

import io.spoolway.event.Cause;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.spool.UploadId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is published, for steps that are tested without a broker. */
public final class RecordedEvents implements EventPublisher {
    private final List<PipelineEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void publish(PipelineEvent event, Optional<? extends Cause> cause) {
        events.add(event);
    }

    /** What was published, in order. */
    public List<PipelineEvent> all() {
        return List.copyOf(events);
    }

    /** What was published of an upload, in order. */
    public List<PipelineEvent> of(UploadId upload) {
        return events.stream()
                .filter(event -> event.key().equals(upload.toString()))
                .toList();
    }
}
