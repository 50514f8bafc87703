package io.spoolway.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Locale;

/** Counts and times what this process publishes. A step that is done again is counted again. */
final class PublishMeters {
    private static final String CONFIRMED = "confirmed";
    private static final String FAILED = "failed";

    private final MeterRegistry meters;

    /** What people are to be told of is there from the beginning: the first of it is then seen as an increase. */
    PublishMeters(MeterRegistry meters) {
        this.meters = meters;
        Arrays.stream(RejectReason.values()).forEach(this::rejected);
        timer(Topics.DEAD_LETTER, CONFIRMED);
    }

    /** A record is on its way until {@link Sending#end}. */
    Sending sending(String topic) {
        return new Sending(topic, Timer.start(meters));
    }

    /** An event is on the broker. */
    void published(PipelineEvent event) {
        if (event instanceof UploadRejected rejected) {
            rejected(rejected.reason()).increment();
        }
    }

    private Counter rejected(RejectReason reason) {
        return Counter.builder("spoolway.uploads.rejected")
                .description("uploads that were refused after they were completed, by reason")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Timer timer(String topic, String outcome) {
        return Timer.builder("spoolway.publish")
                .description("records sent to the broker, until all in-sync replicas have them")
                .tag("topic", topic)
                .tag("outcome", outcome)
                .register(meters);
    }

    /** A record on its way to the broker. */
    final class Sending {
        private final String topic;
        private final Timer.Sample sample;
        private String outcome = FAILED;

        private Sending(String topic, Timer.Sample sample) {
            this.topic = topic;
            this.sample = sample;
        }

        void confirmed() {
            outcome = CONFIRMED;
        }

        void end() {
            sample.stop(timer(topic, outcome));
        }
    }
}
