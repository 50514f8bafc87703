package io.spoolway.work;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCompleted;
import io.spoolway.fault.Backoff;
import io.spoolway.fault.PassingFault;
import io.spoolway.telemetry.LogContext;
import io.spoolway.telemetry.TraceSpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the step for one record to an outcome. */
final class JobRunner {
    /** How often a step is tried when it fails for no passing reason. */
    static final int MAX_ATTEMPTS = 5;

    /** How often the broker delivers a record: twice as often, so that a record whose worker was killed each time is seen
     * again and can be taken out of the queue without being tried. */
    static final int DELIVERY_LIMIT = 2 * MAX_ATTEMPTS;

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Backoff UNTIL_BACK = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15));

    private final EventType queue;
    private final JobHandler handler;
    private final LargeJobs large;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final String group;

    /** @param queue the kind of event that is worked on */
    JobRunner(
            EventType queue,
            JobHandler handler,
            LargeJobs large,
            DeadLetters deadLetters,
            MeterRegistry meters,
            String group) {
        this.queue = queue;
        this.handler = handler;
        this.large = large;
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.group = group;
    }

    /** Returns what is to be told to the broker. */
    AcknowledgeType run(ConsumerRecord<String, byte[]> record) {
        Timer.Sample sample = Timer.start(meters);
        AcknowledgeType outcome = AcknowledgeType.RELEASE;
        try (var _ = LogContext.begin();
                var _ = TraceSpan.consumer(name(), header -> header(record, header))) {
            LogContext.upload(record.key());
            outcome = untilStopped(record);
        } finally {
            sample.stop(Timer.builder("spoolway.jobs")
                    .description("jobs of a work queue, by what was told to the broker")
                    .tag("group", group)
                    .tag("outcome", outcome.toString())
                    .register(meters));
        }
        return outcome;
    }

    private AcknowledgeType untilStopped(ConsumerRecord<String, byte[]> record) {
        try {
            return untilBack(record);
        } catch (InterruptedException e) {
            LOG.info("the service stops: {} goes back to the queue", record.topic());
            LogContext.failed("the service stops");
            return AcknowledgeType.RELEASE;
        }
    }

    /** Goes on while the store or the broker is away, or the store denies its service, without a limit: nothing is wrong with the record. */
    private AcknowledgeType untilBack(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return attempt(record);
            } catch (RuntimeException e) {
                if (!(e instanceof PassingFault)) {
                    throw e;
                }
                LOG.warn("waiting at {}: {}", record.topic(), e.getMessage());
                Thread.sleep(UNTIL_BACK.pause(failures));
            }
        }
    }

    private AcknowledgeType attempt(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        PipelineEvent event;
        try {
            event = EventCodec.decode(queue.topic(), record.headers(), record.value())
                    .event();
        } catch (IllegalArgumentException e) {
            LogContext.failed(e.toString());
            deadLetters.unreadable(record, e.toString());
            return AcknowledgeType.REJECT;
        }
        tellLog(event);
        if (large.handsOn(record, event)) {
            return AcknowledgeType.ACCEPT;
        }
        int attempt = record.deliveryCount().orElse((short) 1);
        if (attempt > MAX_ATTEMPTS) {
            String reason = "every attempt ended with the death or the stop of its process";
            LogContext.failed(reason);
            deadLetters.failed(record, event, MAX_ATTEMPTS, reason);
            return AcknowledgeType.REJECT;
        }
        try {
            handler.handle(event);
            return AcknowledgeType.ACCEPT;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception
                | Error e) { // such as a class that is not there: an attempt that failed, and to be told as one
            if (e instanceof PassingFault && e instanceof RuntimeException passing) {
                throw passing;
            }
            LOG.error("attempt {} of {} at {} failed", attempt, MAX_ATTEMPTS, record.topic(), e);
            LogContext.failed(e.toString());
            if (attempt < MAX_ATTEMPTS) {
                return AcknowledgeType.RELEASE;
            }
            deadLetters.failed(record, event, attempt, e.toString());
            return AcknowledgeType.REJECT;
        }
    }

    private static void tellLog(PipelineEvent event) {
        LogContext.repository(event.repository().toString());
        switch (event) {
            case UploadCompleted completed -> {
                LogContext.digest(completed.digest().toString());
                LogContext.size(completed.size());
            }
            case BlobVerified verified -> {
                LogContext.digest(verified.digest().toString());
                LogContext.size(verified.size());
            }
            case PipelineEvent other -> LOG.trace("{} is of no queue", other.id());
        }
    }

    /** As traces call the step. */
    private String name() {
        return switch (queue) {
            case UPLOAD_COMPLETED -> "verify";
            case BLOB_VERIFIED -> "link";
            default -> "work on " + queue.topic();
        };
    }

    private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
