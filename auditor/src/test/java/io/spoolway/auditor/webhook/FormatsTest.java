package io.spoolway.auditor.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.Step;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.event.BlobDeleted;
import io.spoolway.event.BlobMounted;
import io.spoolway.event.Client;
import io.spoolway.event.EventCodec;
import io.spoolway.event.ManifestDeleted;
import io.spoolway.event.ManifestPushed;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.TagDeleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
    private static final Client CLIENT = new Client("192.0.2.7", "curl/8 \"ä\"");
    private static final String TIME = "2026-11-24T12:00:00Z";
    private static final UUID OCCURRENCE = UUID.fromString("9f1c52c6-6a1e-4a52-a5ac-5a1f0f6cf9a1");

    private final UploadId id = UploadId.next();
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aCloudEventHasItsAttributesInHeadersAndItsDataAsTheBody() throws Exception {
        CloudEvent event = step("blob.linked");

        Message message = message(Format.CLOUDEVENTS, event);

        assertThat(message.id()).isEqualTo(id + "/blob.linked");
        assertThat(message.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Content-Type", "application/json",
                        "ce-specversion", "1.0",
                        "ce-id", id + "/blob.linked",
                        "ce-source", "urn:spoolway:auditor",
                        "ce-type", "spoolway.blob.linked",
                        "ce-subject", id.toString(),
                        "ce-time", TIME,
                        "ce-spoolwaynode", "node-1"));
        assertThat(message.body().toBytes()).isEqualTo(event.getData().toBytes());
    }

    /** The examples of the CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2, and what no header may have. */
    @Test
    void whatHeadersCannotHoldIsPercentEncoded() {
        assertThat(CloudEventsBinding.encode("Euro € 😀")).isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80");
        assertThat(CloudEventsBinding.encode("100% \"sure\"\r\n")).isEqualTo("100%25%20%22sure%22%0D%0A");
        assertThat(CloudEventsBinding.encode("library/alpine@sha256:ab,c;d~!"))
                .isEqualTo("library/alpine@sha256:ab,c;d~!");
    }

    @Test
    void anIdThatNoHeaderCanHoldIsEncodedAndAContentTypeStaysAsItIs() throws Exception {
        CloudEvent event = CloudEventBuilder.v1(step("blob.linked"))
                .withId("ä 1\r\n")
                .withDataContentType("application/json; charset=utf-8")
                .build();

        Message message = message(Format.CLOUDEVENTS, event);

        assertThat(message.id()).isEqualTo("%C3%A4%201%0D%0A");
        assertThat(message.headers())
                .containsEntry("ce-id", "%C3%A4%201%0D%0A")
                .containsEntry("Content-Type", "application/json; charset=utf-8");
    }

    @Test
    void anEventThatNoRequestCanCarryIsAFault() {
        CloudEvent event = CloudEventBuilder.v1(step("blob.linked"))
                .withDataContentType("application/json\r\nX-Other: 1")
                .build();

        assertThatThrownBy(() -> Format.CLOUDEVENTS.message(event)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLinkedBlobIsAPush() throws Exception {
        assertThat(envelope(step("blob.linked"))).isEqualTo(json.readTree("""
            {"events": [{
              "id": "%1$s/blob.linked", "timestamp": "%2$s", "action": "push",
              "target": {"mediaType": "application/octet-stream", "size": 13, "digest": "%3$s", "length": 13,
                "repository": "library/alpine"},
              "request": {"id": "%1$s", "addr": "192.0.2.7", "method": "PUT", "useragent": "curl/8 \\"ä\\""},
              "actor": {}, "source": {"addr": "node-1"}}]}
            """.formatted(id, TIME, DIGEST)));
    }

    @Test
    void whoAskedIsTheActor() throws Exception {
        CloudEvent pushed = CloudEventBuilder.v1(event(pushed(List.of(new Tag("1.0"), new Tag("latest")))))
                .withExtension("spoolwaysubject", "bob")
                .build();

        assertThat(envelope(pushed).path("events"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.path("actor")).isEqualTo(json.readTree("{\"name\": \"bob\"}")));
        assertThat(envelope(step("blob.linked", "alice")).path("events").path(0).path("actor"))
                .isEqualTo(json.readTree("{\"name\": \"alice\"}"));
    }

    @Test
    void anEnvelopeHasTheMediaTypeOfDistribution() throws Exception {
        Message message = message(Format.DISTRIBUTION, step("blob.linked"));

        assertThat(message.id()).isEqualTo(id + "/blob.linked");
        assertThat(message.headers())
                .isEqualTo(Map.of("Content-Type", "application/vnd.docker.distribution.events.v2+json"));
    }

    @Test
    void aManifestIsAPushForEachTag() throws Exception {
        JsonNode events = envelope(event(pushed(List.of(new Tag("1.0"), new Tag("latest")))))
                .path("events");

        assertThat(events.findValuesAsText("tag")).containsExactly("1.0", "latest");
        assertThat(events.findValuesAsText("action")).containsExactly("push", "push");
        assertThat(events.path(0).path("id").asText()).isEqualTo(OCCURRENCE + "/manifest.pushed/1.0");
        assertThat(events.path(1).path("target")).isEqualTo(json.readTree("""
            {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 512, "digest": "%s", "length": 512,
             "repository": "library/alpine", "tag": "latest"}
            """.formatted(DIGEST)));
        assertThat(events.path(1).path("request").path("id").asText()).isEqualTo(OCCURRENCE.toString());
    }

    @Test
    void aManifestWithoutATagIsOnePush() throws Exception {
        JsonNode events = envelope(event(pushed(List.of()))).path("events");

        assertThat(events).hasSize(1);
        assertThat(events.path(0).path("id").asText()).isEqualTo(OCCURRENCE + "/manifest.pushed");
        assertThat(events.path(0).path("target").has("tag")).isFalse();
    }

    @Test
    void aMountTellsWhereItIsFromIfTheClientDid() throws Exception {
        JsonNode named = envelope(event(new BlobMounted(OCCURRENCE, REPOSITORY, DIGEST, "library/base", CLIENT)));
        JsonNode unnamed = envelope(event(new BlobMounted(OCCURRENCE, REPOSITORY, DIGEST, "", CLIENT)));

        assertThat(named.path("events").path(0).path("action").asText()).isEqualTo("mount");
        assertThat(named.path("events").path(0).path("target")).isEqualTo(json.readTree("""
            {"mediaType": "application/octet-stream", "digest": "%s", "repository": "library/alpine",
             "fromRepository": "library/base"}
            """.formatted(DIGEST)));
        assertThat(unnamed.path("events").path(0).path("target").has("fromRepository"))
                .isFalse();
    }

    @Test
    void deletesNameWhatIsGone() throws Exception {
        JsonNode manifest = envelope(
                event(new ManifestDeleted(OCCURRENCE, REPOSITORY, DIGEST, List.of(new Tag("latest")), CLIENT)));
        JsonNode blob = envelope(event(new BlobDeleted(OCCURRENCE, REPOSITORY, DIGEST, CLIENT)));
        JsonNode tag = envelope(event(new TagDeleted(OCCURRENCE, REPOSITORY, new Tag("latest"), DIGEST, CLIENT)));

        JsonNode gone = json.readTree("{\"digest\": \"%s\", \"repository\": \"library/alpine\"}".formatted(DIGEST));
        JsonNode untagged = json.readTree("{\"tag\": \"latest\", \"repository\": \"library/alpine\"}");
        assertThat(manifest.findValues("target")).containsExactly(gone, untagged);
        assertThat(manifest.findValuesAsText("action")).containsExactly("delete", "delete");
        assertThat(blob.findValues("target")).containsExactly(gone);
        assertThat(tag.findValues("target")).containsExactly(untagged);
        assertThat(tag.findValuesAsText("method")).containsExactly("DELETE");
    }

    @Test
    void whatDistributionDoesNotKnowIsPassedOver() throws Exception {
        for (String type : Filter.KNOWN_TYPES) {
            if (!Format.DISTRIBUTION.types().contains(type)) {
                assertThat(Format.DISTRIBUTION.message(step(type.replaceFirst("^spoolway\\.", ""))))
                        .as(type)
                        .isEmpty();
            }
        }
        CloudEvent unknown = CloudEventBuilder.v1(step("blob.linked"))
                .withType("spoolway.blob.polished")
                .build();
        assertThat(Format.DISTRIBUTION.message(unknown)).isEmpty();
    }

    @Test
    void dataThatDoesNotBelongToItsTypeIsAFault() {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("x")
                .withSource(URI.create("urn:x"))
                .withType("spoolway.tag.deleted")
                .withTime(OffsetDateTime.parse(TIME))
                .withData("application/json", "{\"tag\": 7}".getBytes(UTF_8))
                .build();

        assertThatThrownBy(() -> Format.DISTRIBUTION.message(event)).isInstanceOf(IOException.class);
    }

    private static Message message(Format format, CloudEvent event) throws IOException {
        return format.message(event).orElseThrow();
    }

    private JsonNode envelope(CloudEvent event) throws IOException {
        return json.readTree(message(Format.DISTRIBUTION, event).body().toBytes());
    }

    private CloudEvent step(String name) {
        return step(name, null);
    }

    private CloudEvent step(String name, @Nullable String subject) {
        List<Step> steps = Stream.of("upload.started", name)
                .map(step -> new Step(step, Instant.parse(TIME), "node-1", null, 0, 0, subject, false, Map.of()))
                .toList();
        return AuditEvents.of(
                new Upload(id, REPOSITORY, UploadState.LINKED, false, CLIENT, DIGEST, 13L, null, steps, List.of()), 1);
    }

    private static ManifestPushed pushed(List<Tag> tags) {
        return new ManifestPushed(
                OCCURRENCE, REPOSITORY, DIGEST, "application/vnd.oci.image.manifest.v1+json", 512, tags, "", CLIENT);
    }

    /** As it comes from the topic of its type, which the auditor hands on as it is. */
    private static CloudEvent event(RegistryEvent event) {
        ProducerRecord<String, byte[]> record =
                new EventCodec("node-1").encode(event, Optional.empty(), Instant.parse(TIME));
        return AuditEvents.read(record.headers(), record.value());
    }
}
