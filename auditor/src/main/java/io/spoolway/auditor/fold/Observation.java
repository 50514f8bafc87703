package io.spoolway.auditor.fold;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.Client;
import io.spoolway.event.EventType;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.Subject;
import io.spoolway.event.UploadCancelled;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadEvent;
import io.spoolway.event.UploadExpired;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.UploadStarted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of its upload to whoever audits: without chunks and seals, which only the pipeline needs.
 *
 * @param after the step that happened before it, whatever is read first; null for the first one
 * @param workMillis how long the work on it took; 0 when the event does not say
 * @param size in bytes; null when the event does not say
 * @param subject who asked for it; null when it came of no request, or of nobody who was authenticated
 */
record Observation(
        EventType type,
        @Nullable EventType after,
        Instant time,
        String node,
        long workMillis,
        RepositoryName repository,
        @Nullable Client client,
        @Nullable Digest digest,
        @Nullable Long size,
        @Nullable String subject,
        Map<String, Object> facts) {
    private static final int LONGEST_TEXT = 4_000;

    Observation {
        facts = Map.copyOf(facts);
    }

    static Observation of(UploadEvent event, PublishedEvent envelope) {
        return switch (event) {
            case UploadStarted e -> of(e, envelope, null, e.client(), null, null, Map.of());
            case UploadCompleted e ->
                of(
                        e,
                        envelope,
                        EventType.UPLOAD_STARTED,
                        e.client(),
                        e.digest(),
                        e.size(),
                        // any client may complete what another one began
                        Map.of(
                                "chunks",
                                e.chunks().count(),
                                "completedBy",
                                shortened(e.client().address())));
            case UploadCancelled e -> of(e, envelope, EventType.UPLOAD_STARTED, null, null, e.size(), Map.of());
            case UploadExpired e ->
                of(
                        e,
                        envelope,
                        EventType.UPLOAD_STARTED,
                        null,
                        null,
                        e.size(),
                        Map.of("lastProgress", e.lastProgress().toString()));
            case BlobVerified e -> of(e, envelope, EventType.UPLOAD_COMPLETED, null, e.digest(), e.size(), Map.of());
            case BlobLinked e ->
                of(e, envelope, EventType.BLOB_VERIFIED, null, e.digest(), e.size(), Map.of("copied", e.copied()));
            case UploadRejected e ->
                of(
                        e,
                        envelope,
                        EventType.UPLOAD_COMPLETED,
                        null,
                        e.digest(),
                        e.size(),
                        Map.of("reason", e.reason().name(), "detail", shortened(e.detail())));
            case UploadFailed e ->
                of(
                        e,
                        envelope,
                        EventType.UPLOAD_COMPLETED,
                        null,
                        e.digest(),
                        e.size(),
                        Map.of(
                                "failedStep",
                                shortened(e.step()),
                                "attempts",
                                e.attempts(),
                                "detail",
                                shortened(e.detail())));
        };
    }

    /** A record of an upload is to stay far below what a topic takes, whoever wrote its events. */
    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + " ...";
    }

    /** @param after what happened before it, unless the envelope says so */
    private static Observation of(
            UploadEvent event,
            PublishedEvent envelope,
            @Nullable EventType after,
            @Nullable Client client,
            @Nullable Digest digest,
            @Nullable Long size,
            Map<String, Object> facts) {
        return new Observation(
                event.type(),
                envelope.after().orElse(after),
                envelope.time(),
                shortened(envelope.node()),
                envelope.work().toMillis(),
                event.repository(),
                client == null ? null : new Client(shortened(client.address()), shortened(client.userAgent())),
                digest,
                size,
                envelope.subject().map(Subject::name).orElse(null),
                facts);
    }
}
