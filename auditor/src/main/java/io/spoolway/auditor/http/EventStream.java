package io.spoolway.auditor.http;

import io.cloudevents.CloudEvent;
import io.javalin.http.HttpStatus;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.fold.AuditEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit record, sent to one client as Server-Sent Events (HTML standard, section 9.2). It reads the topic itself, without a
 * group, so that it can begin anywhere. The id of each event is where to go on after it, in all partitions; it is also sent
 * without an event from time to time, so that a client whose filter lets little pass goes on from near the end.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How long nothing may be sent. That a client has gone is seen when something is sent, for the second time. */
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final EventQuery query;
    private List<TopicPartition> partitions = List.of();
    private Map<TopicPartition, Long> ends = Map.of();
    private Positions positions = new Positions(List.of());
    private Instant sent = Instant.EPOCH;

    /** @param consumer with {@code read_committed}; closed by the caller */
    EventStream(Consumer<String, byte[]> consumer, EventQuery query) {
        this.consumer = consumer;
        this.query = query;
    }

    /**
     * Goes to where the client wants to begin.
     *
     * @throws Problem when it is nowhere
     */
    void begin() {
        partitions = consumer.partitionsFor(AuditTopics.AUDIT).stream()
                .sorted(Comparator.comparingInt(PartitionInfo::partition))
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw Problems.unavailable("there is no topic %s yet".formatted(AuditTopics.AUDIT));
        }
        query.from().filter(from -> from.next().size() > partitions.size()).ifPresent(from -> {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "Last-Event-ID is \"%s\", which is of another stream: this one has %d partitions"
                            .formatted(from, partitions.size()));
        });
        consumer.assign(partitions);
        ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = begins();
        begins.forEach(consumer::seek);
        positions = new Positions(partitions.stream().map(begins::get).toList());
    }

    private Map<TopicPartition, Long> begins() {
        Map<TopicPartition, Long> begins = new HashMap<>(ends);
        query.from()
                .ifPresentOrElse(
                        from -> begins.replaceAll((partition, end) -> from.of(partition.partition())),
                        () -> query.since().ifPresent(since -> begins.putAll(offsetsAt(since))));
        return begins;
    }

    /** Without the partitions where nothing happened since. */
    private Map<TopicPartition, Long> offsetsAt(Instant time) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(asked).forEach((TopicPartition partition, OffsetAndTimestamp found) -> {
            if (found != null) {
                offsets.put(partition, found.offset());
            }
        });
        return offsets;
    }

    /**
     * Sends until the client goes away, or everything is sent that it asked for, or it is {@link #stop stopped}.
     *
     * @return whether everything was sent that it asked for
     * @throws IOException when the client has gone
     */
    boolean send(OutputStream out) throws IOException {
        beat(out);
        try {
            while (query.follow() || !isAtEnd()) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<String, byte[]> record : records) {
                    if (isAskedFor(record)) {
                        send(record, out);
                    }
                }
                if (!records.isEmpty()) {
                    out.flush();
                }
                if (sent.plus(BEAT).isBefore(Instant.now())) {
                    moveOn();
                    beat(out);
                }
            }
            moveOn();
            beat(out);
            return true;
        } catch (WakeupException e) {
            LOG.debug("woken to stop", e);
            return false;
        }
    }

    /** From any thread. */
    void stop() {
        consumer.wakeup();
    }

    private boolean isAskedFor(ConsumerRecord<String, byte[]> record) {
        return query.follow() || record.offset() < end(new TopicPartition(record.topic(), record.partition()));
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /** Whoever follows not is told what was there when it asked. */
    private boolean isAtEnd() {
        List<TopicPartition> done = new ArrayList<>(partitions);
        done.removeIf(partition -> consumer.position(partition) < end(partition));
        consumer.pause(done);
        return done.size() == partitions.size();
    }

    private void send(ConsumerRecord<String, byte[]> record, OutputStream out) throws IOException {
        positions = positions.with(record.partition(), record.offset() + 1);
        Optional<CloudEvent> event;
        try {
            event = query.read(record);
        } catch (RuntimeException e) {
            LOG.warn("skipped {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.toString());
            return;
        }
        if (event.isPresent()) {
            write(
                    out,
                    "id: %s\nevent: %s\ndata: %s\n\n"
                            .formatted(
                                    positions,
                                    event.get().getType().replaceAll("\\s", " "),
                                    AuditEvents.json(event.get())));
        }
    }

    /** Past what is no record: the marks of transactions. */
    private void moveOn() {
        for (TopicPartition partition : partitions) {
            long position = consumer.position(partition);
            positions = positions.with(
                    partition.partition(), query.follow() ? position : Math.min(position, end(partition)));
        }
    }

    private void beat(OutputStream out) throws IOException {
        write(out, ":\nid: %s\n\n".formatted(positions));
        out.flush();
    }

    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        sent = Instant.now();
    }
}
