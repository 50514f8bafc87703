package io.spoolway.auditor.fold;

import io.spoolway.event.EventCodec;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.UploadEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of uploads: reads one, changes the record of its upload by the rules of {@link Fold}, and tells each step
 * that is new. State, records and the position in the topics change in one transaction.
 */
final class UploadProcessor implements Processor<String, byte[], String, byte[]> {
    private final FoldConfig config;
    private final Fold fold;
    private final Unreadable unreadable;
    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, Upload> uploads;
    private final KeyValueStore<String, OpenUpload> open;
    private final ActivityCounter counter;
    private final Eviction eviction;
    private final CaughtUp caughtUp;

    /** @param context of the task, whose stores this reads and writes */
    UploadProcessor(FoldConfig config, ProcessorContext<String, byte[]> context) {
        this.config = config;
        this.context = context;
        this.fold = new Fold(config.stalledAfter());
        this.unreadable = new Unreadable(context, AuditTopology.DEAD_LETTER);
        this.uploads = context.getStateStore(StateStores.UPLOADS);
        this.open = context.getStateStore(StateStores.OPEN);
        this.counter = new ActivityCounter(
                context.getStateStore(StateStores.WINDOWS), context.getStateStore(StateStores.TOTALS));
        this.eviction = new Eviction(config.retention(), uploads, open);
        this.caughtUp = new CaughtUp(context.currentSystemTimeMs());
        context.schedule(config.lookEvery(), PunctuationType.WALL_CLOCK_TIME, this::look);
        context.schedule(config.evictEvery(), PunctuationType.WALL_CLOCK_TIME, this::evict);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        PublishedEvent published;
        UploadEvent event;
        try {
            String topic = context.recordMetadata().orElseThrow().topic();
            published = EventCodec.decode(topic, record.headers(), record.value());
            event = uploadEvent(published, record.key());
        } catch (IllegalArgumentException e) {
            unreadable.forward(record, e.toString());
            return;
        }
        caughtUp.read(context.currentSystemTimeMs(), published.time().toEpochMilli());
        Upload known = uploads.get(record.key());
        Upload now = fold.receive(known, event.uploadId(), Observation.of(event, published));
        if (!now.equals(known)) {
            change(known, now);
        }
    }

    private static UploadEvent uploadEvent(PublishedEvent published, @Nullable String key) {
        if (!(published.event() instanceof UploadEvent event)) {
            throw new IllegalArgumentException("a " + published.event().type() + " event is of no upload");
        }
        if (!event.key().equals(key)) {
            throw new IllegalArgumentException(
                    "the key of the record is %s, and not the upload %s".formatted(key, event.key()));
        }
        return event;
    }

    private void change(@Nullable Upload before, Upload now) {
        String key = now.uploadId().toString();
        for (int index = before == null ? 0 : before.steps().size();
                index < now.steps().size();
                index++) {
            ProducerRecord<String, byte[]> told = AuditEvents.record(now, index);
            Step step = now.steps().get(index);
            context.forward(
                    new Record<>(key, told.value(), step.time().toEpochMilli(), told.headers()), AuditTopology.AUDIT);
            counter.count(now, step, context.currentSystemTimeMs());
        }
        if (before == null || !before.steps().equals(now.steps())) {
            context.forward(
                    new Record<>(
                            key,
                            AuditJson.write(UploadStatus.of(now)),
                            now.updated().toEpochMilli()),
                    AuditTopology.STATUS);
        }
        uploads.put(key, now);
        watch(key, now);
    }

    private void watch(String key, Upload upload) {
        if (upload.state().isEnd() && upload.held().isEmpty()) {
            open.delete(key);
            return;
        }
        OpenUpload watched = open.get(key);
        Instant heldSince = watched != null && watched.heldSince() != null
                ? watched.heldSince()
                : Instant.ofEpochMilli(context.currentSystemTimeMs());
        open.put(key, OpenUpload.of(upload, upload.held().isEmpty() ? null : heldSince));
    }

    /** What no event tells: that something did not happen. */
    private void look(long millis) {
        if (!caughtUp.at(millis)) {
            return;
        }
        Instant now = Instant.ofEpochMilli(millis);
        List<String> due = new ArrayList<>();
        try (var entries = open.all()) {
            entries.forEachRemaining(entry -> {
                if (isDue(entry.value, now)) {
                    due.add(entry.key);
                }
            });
        }
        for (String key : due) {
            Upload upload = uploads.get(key);
            if (upload == null) {
                open.delete(key);
                continue;
            }
            Upload released = isHeldTooLong(open.get(key), now) ? fold.release(upload) : upload;
            change(upload, fold.stalled(released, now).orElse(released));
        }
    }

    private boolean isDue(OpenUpload watched, Instant now) {
        boolean isStalled = watched.completed() != null
                && !watched.stalled()
                && !watched.state().isEnd()
                && watched.completed().plus(config.stalledAfter()).isBefore(now);
        return isStalled || isHeldTooLong(watched, now);
    }

    private boolean isHeldTooLong(@Nullable OpenUpload watched, Instant now) {
        return watched != null
                && watched.heldSince() != null
                && watched.heldSince().plus(config.hold()).isBefore(now);
    }

    private void evict(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        for (String key : eviction.uploads(now)) {
            context.forward(new Record<>(key, null, millis), AuditTopology.STATUS);
        }
        counter.forget(now);
    }
}
