package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.upload.Outcomes;
import io.spoolway.oci.Digest;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A blob that a test pushes, and what must become of it. */
@SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
record Pushed(String repository, URI upload, Digest digest, byte[] blob) {
    /** An upload without bytes. */
    static Pushed begin(Registry registry, String repository, byte[] blob) {
        return new Pushed(repository, registry.startUpload(repository), Registry.sha256(blob), blob);
    }

    /** An upload whose completion was acknowledged, and that may not have ended yet. */
    static Pushed acknowledged(Registry registry, String repository, byte[] blob) {
        Pushed begun = begin(registry, repository, blob);
        HttpResponse<byte[]> accepted = registry.put(begun.completing(), blob, "Prefer", "respond-async");
        assertThat(accepted.statusCode()).as(() -> Registry.describe(accepted)).isEqualTo(202);
        return begun;
    }

    UploadId id() {
        return Stores.uploadIn(upload);
    }

    /** The URL to complete it at, as long as it has no bytes. */
    URI completing() {
        return Registry.withDigest(upload, digest);
    }

    /** Waits until these uploads have ended: each once, linked, readable as it was sent, and without leaving anything. */
    static void assertAllLinkedOnce(LocalStack stack, ObjectStore store, Registry registry, Collection<Pushed> all) {
        Eventually.await().untilAsserted(() -> {
            Map<String, List<PipelineEvent>> events = Events.byUpload(stack.bootstrapServers());
            assertThat(all)
                    .allSatisfy(pushed -> assertThat(pushed.in(events)).anyMatch(event -> event instanceof BlobLinked));
        });
        Eventually.await()
                .untilAsserted(() -> assertThat(all)
                        .allSatisfy(pushed -> assertThat(store.list(StorageLayout.upload(pushed.id())))
                                .isEmpty()));
        Map<String, List<PipelineEvent>> events = Events.byUpload(stack.bootstrapServers());
        for (Pushed pushed : all) {
            assertThat(pushed.in(events).stream()
                            .filter(event -> Outcomes.ENDS.contains(event.type()))
                            .map(PipelineEvent::id)
                            .distinct())
                    .containsExactly(pushed.id() + "/blob.linked");
            assertThat(registry.get(Registry.blobPath(pushed.repository(), pushed.digest()))
                            .body())
                    .isEqualTo(pushed.blob());
        }
        List<String> ids = all.stream().map(pushed -> pushed.id().toString()).toList();
        assertThat(Events.deadLetters(stack.bootstrapServers())).noneMatch(record -> ids.contains(record.key()));
    }

    private List<PipelineEvent> in(Map<String, List<PipelineEvent>> events) {
        return events.getOrDefault(id().toString(), List.of());
    }
}
