package io.spoolway.auditor.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.fault.Backoff;
import io.spoolway.telemetry.LogContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers one record to an endpoint: again and again, until the endpoint has it. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), LONGEST_PAUSE);
    /** Told then, since many a fault has passed by itself before; and with pauses of a minute about once an hour. */
    private static final int TOLD_FIRST = 3;

    private static final int TOLD_EVERY = 60;

    private final Endpoint endpoint;
    private final HttpSender sender;
    private final MeterRegistry meters;

    Delivery(Endpoint endpoint, HttpSender sender, MeterRegistry meters) {
        this.endpoint = endpoint;
        this.sender = sender;
        this.meters = meters;
    }

    /**
     * Returns when the endpoint has the record, or is not to be told of it.
     *
     * @param stopped ends the pause between two attempts, and then no other is made
     * @return whether nothing is left to do; false when it was stopped before
     */
    boolean deliver(ConsumerRecord<String, byte[]> record, CountDownLatch stopped) throws InterruptedException {
        try (var _ = LogContext.begin()) {
            Optional<Message> message = message(record);
            return message.isEmpty() || untilTaken(message.get(), stopped);
        }
    }

    private Optional<Message> message(ConsumerRecord<String, byte[]> record) {
        try {
            CloudEvent event = AuditEvents.read(record.headers(), record.value());
            JsonNode data = data(event);
            String repository = data.path("repository").asText("");
            LogContext.repository(repository);
            if (data.has("uploadId")) {
                LogContext.upload(data.path("uploadId").asText());
            }
            return endpoint.filter().passes(event.getType(), repository)
                    ? endpoint.format().message(event)
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // whoever wrote it, no attempt will make an event of it, and the partition must go on
            LOG.warn(
                    "webhook {}: {}-{}@{} is no event and is passed over: {}",
                    endpoint.name(),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.toString());
            return Optional.empty();
        }
    }

    private static JsonNode data(CloudEvent event) throws IOException {
        CloudEventData data = event.getData();
        return data == null ? MissingNode.getInstance() : AuditJson.MAPPER.readTree(data.toBytes());
    }

    private boolean untilTaken(Message message, CountDownLatch stopped) throws InterruptedException {
        for (int failures = 1; stopped.getCount() > 0; failures++) {
            Attempt attempt = attempt(message);
            if (attempt.outcome() == Attempt.Outcome.DELIVERED) {
                if (failures > TOLD_FIRST) {
                    LOG.info("webhook {}: {} was delivered at attempt {}", endpoint.name(), message.id(), failures);
                }
                return true;
            }
            if (failures % TOLD_EVERY == TOLD_FIRST) {
                LOG.warn(
                        "webhook {}: {} could not be delivered, attempt {}: {}",
                        endpoint.name(),
                        message.id(),
                        failures,
                        attempt.told());
            }
            stopped.await(pause(failures, attempt.retryAfter()).toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private Attempt attempt(Message message) throws InterruptedException {
        Timer.Sample sample = Timer.start(meters);
        Attempt attempt;
        try {
            attempt = sender.send(endpoint, message);
        } catch (RuntimeException e) {
            // whatever it is, the record is not delivered, and its partition would stop for ever without this thread
            attempt = new Attempt(Attempt.Outcome.UNANSWERED, e.toString(), Duration.ZERO);
        }
        sample.stop(Timer.builder("spoolway.webhook.deliveries")
                .description("attempts to deliver a record to an endpoint")
                .tag("endpoint", endpoint.name())
                .tag("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT))
                .register(meters));
        return attempt;
    }

    /** As long as the endpoint asks for, if that is longer than the backoff, but a minute at most. */
    static Duration pause(int failures, Duration retryAfter) {
        Duration pause = BACKOFF.pause(failures);
        Duration asked = retryAfter.compareTo(LONGEST_PAUSE) < 0 ? retryAfter : LONGEST_PAUSE;
        return pause.compareTo(asked) < 0 ? asked : pause;
    }
}
