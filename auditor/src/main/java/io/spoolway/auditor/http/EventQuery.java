package io.spoolway.auditor.http;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.oci.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which events a client wants.
 *
 * @param types empty for all
 * @param since that happened then, or later
 * @param follow whether it wants those that are still to come
 * @param from where it goes on; empty to begin at {@code since}, or now
 */
record EventQuery(
        Optional<RepositoryName> repository,
        Set<String> types,
        Optional<Instant> since,
        boolean follow,
        Optional<Positions> from) {
    static final Set<String> PARAMETERS = Set.of("repository", "type", "since", "follow");

    EventQuery {
        types = Set.copyOf(types);
    }

    /** @param lastEventId the header of that name, which says more exactly where to begin than {@code since} does */
    static EventQuery of(Parameters parameters, Optional<String> lastEventId) {
        return new EventQuery(
                parameters.one("repository", RepositoryName::new),
                Set.copyOf(parameters.all("type", EventQuery::type)),
                parameters.time("since"),
                parameters.flag("follow").orElse(true),
                lastEventId.flatMap(id -> parameters.parse("Last-Event-ID", id, Positions::parse)));
    }

    private static String type(String type) {
        if (!AuditEvents.TYPES.contains(type)) {
            throw new IllegalArgumentException(
                    "there is no such type of event; there are " + String.join(", ", new TreeSet<>(AuditEvents.TYPES)));
        }
        return type;
    }

    /**
     * The event in a record, if it is wanted.
     *
     * @throws RuntimeException when it is no event
     */
    Optional<CloudEvent> read(ConsumerRecord<String, byte[]> record) {
        boolean isEarlier =
                since.filter(time -> record.timestamp() < time.toEpochMilli()).isPresent();
        return isEarlier
                ? Optional.empty()
                : Optional.of(AuditEvents.read(record.headers(), record.value()))
                        .filter(this::wants);
    }

    private boolean wants(CloudEvent event) {
        return (types.isEmpty() || types.contains(event.getType()))
                && repository
                        .filter(name -> !name.value().equals(repositoryOf(event)))
                        .isEmpty();
    }

    /** Every event of the pipeline has it in its data. */
    private static String repositoryOf(CloudEvent event) {
        CloudEventData data = event.getData();
        try {
            return data == null
                    ? ""
                    : AuditJson.MAPPER
                            .readTree(data.toBytes())
                            .path("repository")
                            .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
