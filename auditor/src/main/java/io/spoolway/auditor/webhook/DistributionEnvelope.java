package io.spoolway.auditor.webhook;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.data.BytesCloudEventData;
import io.spoolway.auditor.fold.AuditEntry;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.event.BlobDeleted;
import io.spoolway.event.BlobMounted;
import io.spoolway.event.Client;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.ManifestDeleted;
import io.spoolway.event.ManifestPushed;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The envelope that CNCF Distribution sends to notification endpoints ({@code notifications/event.go} and {@code bridge.go} there):
 * a push of a blob and of a manifest (one for each tag), a mount, and deletes. Of pulls nothing is recorded. All that one record
 * tells comes in one envelope, and the ids in it follow from the record's, so they are the same when it is sent again.
 */
final class DistributionEnvelope {
    static final String MEDIA_TYPE = "application/vnd.docker.distribution.events.v2+json";

    /** Of the events that have their like there. */
    static final Set<String> TYPES = EnumSet.of(
                    EventType.BLOB_LINKED,
                    EventType.BLOB_MOUNTED,
                    EventType.BLOB_DELETED,
                    EventType.MANIFEST_PUSHED,
                    EventType.MANIFEST_DELETED,
                    EventType.TAG_DELETED)
            .stream()
            .map(EventType::topic)
            .collect(Collectors.toCollection(TreeSet::new));

    private static final String BLOB_MEDIA_TYPE = "application/octet-stream";

    private DistributionEnvelope() {}

    private record Envelope(List<Event> events) {}

    private record Event(
            String id,
            @Nullable String timestamp,
            String action,
            Target target,
            Request request,
            Map<String, String> actor,
            Source source) {}

    /** @param length the size once more: what older receivers read */
    private record Target(
            @Nullable String mediaType,
            @Nullable Long size,
            @Nullable Digest digest,
            @Nullable Long length,
            RepositoryName repository,
            @Nullable RepositoryName fromRepository,
            @Nullable Tag tag) {}

    private record Request(String id, String addr, String method, String useragent) {}

    private record Source(String addr) {}

    /**
     * The envelope for an event; empty when there is no such thing in Distribution.
     *
     * @throws IOException when its data is not what belongs to its type
     */
    static Optional<Message> message(CloudEvent event) throws IOException {
        CloudEventData data = event.getData();
        Optional<EventType> type = EventType.ofTopic(event.getType()).filter(known -> TYPES.contains(known.topic()));
        if (type.isEmpty() || data == null) {
            return Optional.empty();
        }
        List<Event> events = type.get() == EventType.BLOB_LINKED
                ? pushedBlob(event, AuditJson.MAPPER.readValue(data.toBytes(), AuditEntry.class))
                : changes(event, (RegistryEvent)
                        EventCodec.json().readValue(data.toBytes(), type.get().dataClass()));
        return Optional.of(new Message(
                event.getId(),
                Map.of("Content-Type", MEDIA_TYPE),
                BytesCloudEventData.wrap(AuditJson.write(new Envelope(events)))));
    }

    private static List<Event> pushedBlob(CloudEvent event, AuditEntry entry) {
        Request request = request(entry.uploadId().toString(), entry.client(), "PUT");
        Target target = target(entry.repository(), BLOB_MEDIA_TYPE, entry.size(), entry.digest(), null, null);
        return List.of(event(event, "", "push", target, request, entry.subject()));
    }

    private static List<Event> changes(CloudEvent event, RegistryEvent change) {
        String occurrence = change.occurrence().toString();
        return switch (change) {
            case ManifestPushed pushed -> {
                Request request = request(occurrence, pushed.client(), "PUT");
                yield pushed.tags().isEmpty()
                        ? List.of(event(event, "", "push", pushed(pushed, null), request))
                        : pushed.tags().stream()
                                .map(tag -> event(event, "/" + tag, "push", pushed(pushed, tag), request))
                                .toList();
            }
            case BlobMounted mounted -> {
                RepositoryName from = mounted.from().isEmpty() ? null : new RepositoryName(mounted.from());
                Target target = target(mounted.repository(), BLOB_MEDIA_TYPE, null, mounted.digest(), from, null);
                yield List.of(event(event, "", "mount", target, request(occurrence, mounted.client(), "POST")));
            }
            case ManifestDeleted deleted -> {
                Request request = request(occurrence, deleted.client(), "DELETE");
                List<Event> events = new ArrayList<>();
                events.add(event(event, "", "delete", deleted(deleted.repository(), deleted.digest(), null), request));
                // Distribution unties the tags one by one, and tells of each
                deleted.tags()
                        .forEach(tag -> events.add(
                                event(event, "/" + tag, "delete", deleted(deleted.repository(), null, tag), request)));
                yield events;
            }
            case BlobDeleted deleted ->
                List.of(event(
                        event,
                        "",
                        "delete",
                        deleted(deleted.repository(), deleted.digest(), null),
                        request(occurrence, deleted.client(), "DELETE")));
            case TagDeleted deleted ->
                List.of(event(
                        event,
                        "",
                        "delete",
                        deleted(deleted.repository(), null, deleted.tag()),
                        request(occurrence, deleted.client(), "DELETE")));
        };
    }

    private static Target pushed(ManifestPushed pushed, @Nullable Tag tag) {
        return target(pushed.repository(), pushed.mediaType(), pushed.size(), pushed.digest(), null, tag);
    }

    /** A tag by its name alone, as there: the manifest may be read on. */
    private static Target deleted(RepositoryName repository, @Nullable Digest digest, @Nullable Tag tag) {
        return target(repository, null, null, digest, null, tag);
    }

    private static Target target(
            RepositoryName repository,
            @Nullable String mediaType,
            @Nullable Long size,
            @Nullable Digest digest,
            @Nullable RepositoryName from,
            @Nullable Tag tag) {
        return new Target(mediaType, size, digest, size, repository, from, tag);
    }

    private static Request request(String id, @Nullable Client client, String method) {
        return new Request(
                id, client == null ? "" : client.address(), method, client == null ? "" : client.userAgent());
    }

    private static Event event(CloudEvent event, String suffix, String action, Target target, Request request) {
        Object subject = event.getExtension(EventCodec.SUBJECT);
        return event(event, suffix, action, target, request, subject == null ? null : subject.toString());
    }

    /** @param subject who asked; null when nobody was authenticated, then there is an actor without a name, as there */
    private static Event event(
            CloudEvent event, String suffix, String action, Target target, Request request, @Nullable String subject) {
        OffsetDateTime time = event.getTime();
        return new Event(
                event.getId() + suffix,
                time == null ? null : time.toInstant().toString(),
                action,
                target,
                request,
                subject == null ? Map.of() : Map.of("name", subject),
                new Source(Objects.toString(event.getExtension("spoolwaynode"), "")));
    }
}
