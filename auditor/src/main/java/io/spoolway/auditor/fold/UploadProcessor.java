package io.spoolway.auditor.fold;

import io.spoolway.event.EventCodec;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.UploadEvent;
import io.spoolway.event.UploadProgressed;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.Cancellable;
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
    private final Fold fold;
    private final Unreadable unreadable;
    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, Upload> uploads;
    private final KeyValueStore<String, OpenUpload> open;
    private final ActivityCounter counter;
    private final Eviction eviction;
    private final Deadlines deadlines;
    private final Horizon horizon;
    private final Cancellable looking;

    /** @param context of the task, whose stores this reads and writes */
    UploadProcessor(FoldConfig config, ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.fold = new Fold(config.stalledAfter());
        this.unreadable = new Unreadable(context, AuditTopology.DEAD_LETTER);
        this.uploads = context.getStateStore(StateStores.UPLOADS);
        this.open = context.getStateStore(StateStores.OPEN);
        this.counter = new ActivityCounter(
                context.getStateStore(StateStores.WINDOWS), context.getStateStore(StateStores.TOTALS));
        this.eviction = new Eviction(config.retention(), uploads);
        this.deadlines = new Deadlines(config.hold(), config.stalledAfter());
        try (var watched = open.all()) {
            watched.forEachRemaining(entry -> deadlines.change(entry.key, null, entry.value));
        }
        this.horizon = new Horizon(now());
        this.looking = context.schedule(config.lookEvery(), PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    /** A task that goes on after a failure makes another one of these, and Kafka Streams would have this one look on with what it knew. */
    @Override
    public void close() {
        looking.cancel();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        PublishedEvent published;
        try {
            published = read(record);
        } catch (IllegalArgumentException e) {
            unreadable.forward(record, e.toString());
            return;
        }
        horizon.read(now(), published.time());
        @Nullable Upload known = uploads.get(record.key());
        Upload now = folded(known, published);
        if (!now.equals(known)) {
            change(known, now);
        }
    }

    private PublishedEvent read(Record<String, byte[]> record) {
        String topic = context.recordMetadata().orElseThrow().topic();
        unreadable.checkSize(record);
        PublishedEvent published = EventCodec.decode(topic, record.headers(), record.value());
        PipelineEvent event = published.event();
        if (event instanceof RegistryEvent) {
            throw new IllegalArgumentException("a " + event.type() + " event is of no upload");
        }
        if (!event.key().equals(record.key())) {
            throw new IllegalArgumentException(
                    "the key of the record is %s, and not the upload %s".formatted(record.key(), event.key()));
        }
        return published;
    }

    private Upload folded(@Nullable Upload known, PublishedEvent published) {
        return switch (published.event()) {
            case UploadEvent event -> fold.receive(known, event.uploadId(), Observation.of(event, published));
            case UploadProgressed event ->
                fold.progressed(
                        known, event.uploadId(), event.repository(), new Received(event.received(), published.time()));
            case RegistryEvent event -> throw new IllegalStateException(event.id());
        };
    }

    private void change(@Nullable Upload before, Upload now) {
        String key = now.uploadId().toString();
        for (int index = before == null ? 0 : before.steps().size();
                index < now.steps().size();
                index++) {
            ProducerRecord<String, byte[]> told = AuditEvents.record(now, index);
            Step step = now.steps().get(index);
            context.forward(
                    new Record<>(key, told.value(), timestamp(step.time()), told.headers()), AuditTopology.AUDIT);
            counter.count(now, step, now());
        }
        if (before == null
                || !before.steps().equals(now.steps())
                || !Objects.equals(before.received(), now.received())) {
            context.forward(
                    new Record<>(key, AuditJson.write(UploadStatus.of(now)), timestamp(now.updated())),
                    AuditTopology.STATUS);
        }
        uploads.put(key, now);
        watch(key, now);
    }

    private void watch(String key, Upload upload) {
        OpenUpload before = open.get(key);
        OpenUpload after = watched(upload, before);
        if (after == null) {
            open.delete(key);
        } else if (!after.equals(before)) {
            open.put(key, after);
        }
        deadlines.change(key, before, after);
    }

    private @Nullable OpenUpload watched(Upload upload, @Nullable OpenUpload before) {
        if (upload.held().isEmpty()) {
            return upload.state().isEnd() ? null : OpenUpload.of(upload, null);
        }
        Instant heldSince = before == null ? null : before.heldSince();
        return OpenUpload.of(upload, heldSince != null ? heldSince : now());
    }

    private void look(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        Instant known = horizon.at(now);
        evict(known);
        counter.forget(now);
        deadlines.over(known).forEach(key -> findOut(key, known));
    }

    /** What no event tells: that something did not happen. */
    private void findOut(String key, Instant known) {
        Upload upload = uploads.get(key);
        OpenUpload watched = open.get(key);
        if (upload == null || watched == null) {
            throw new IllegalStateException("upload " + key + " is waited for and not known");
        }
        Upload released = deadlines.isHeldTooLong(watched, known) ? fold.release(upload) : upload;
        change(upload, fold.stalled(released, known).orElse(released));
    }

    /** What is behind in the topics is still to be read of uploads that ended long ago by the clock. */
    private void evict(Instant known) {
        for (String key : eviction.next(known)) {
            uploads.delete(key);
            deadlines.change(key, open.delete(key), null);
            context.forward(new Record<>(key, null, now().toEpochMilli()), AuditTopology.STATUS);
        }
    }

    /** The broker refuses times before 1970, and those that are far ahead of it. */
    private long timestamp(Instant time) {
        Instant now = now();
        return time.isAfter(now) ? now.toEpochMilli() : Math.max(0, time.toEpochMilli());
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
