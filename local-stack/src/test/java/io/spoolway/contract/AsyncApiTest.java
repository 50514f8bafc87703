package io.spoolway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.fold.AuditEntry;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.event.EventType;
import io.spoolway.event.RejectReason;
import io.spoolway.event.Topics;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether {@code docs/asyncapi.yaml} tells of all that there is, and of nothing else. */
class AsyncApiTest {
    private AsyncApi api;

    @BeforeEach
    void read() throws IOException {
        api = AsyncApi.read();
    }

    @Test
    void everyTopicIsWrittenDownAndNoOther() {
        assertThat(api.topics())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Topics.ofPipeline().stream().map(Topics.Topic::name),
                                Stream.of(AuditTopics.AUDIT, AuditTopics.UPLOAD_STATUS, AuditTopics.DEAD_LETTER))
                        .toList());
        assertThat(api.document().path("channels").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(api.topics());
    }

    @Test
    void recordsAreKeptAsLongAsIsWrittenDown() {
        assertThat(Topics.ofPipeline())
                .allSatisfy(topic -> assertThat(api.document()
                                .path("channels")
                                .path(topic.name())
                                .at("/bindings/kafka/topicConfiguration/retention.ms")
                                .asText())
                        .as(topic.name())
                        .isEqualTo(topic.settings().get("retention.ms")));
    }

    @Test
    void everyTopicIsPublishedOn() {
        List<String> channels = api.document()
                .path("operations")
                .valueStream()
                .map(operation -> operation.at("/channel/$ref").asText())
                .toList();

        assertThat(channels)
                .containsExactlyInAnyOrderElementsOf(api.topics().stream()
                        .map(topic -> "#/channels/" + topic)
                        .toList());
    }

    @Test
    void everyMessageAndEverySchemaIsUsed() throws IOException {
        Set<String> messages = new HashSet<>();
        api.topics().forEach(topic -> {
            assertThat(api.messages(topic)).as(topic).isNotEmpty().noneMatch(JsonNode::isMissingNode);
            api.messages(topic)
                    .forEach(message -> messages.add(message.path("name").asText()));
        });
        assertThat(api.document().at("/components/messages").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(messages);

        Set<String> schemas = api.document().findValuesAsText("$ref").stream()
                .filter(reference -> reference.matches("\\./schemas/[^#]+\\.json"))
                .map(reference -> reference.replaceAll("^\\./schemas/|\\.json$", ""))
                .collect(Collectors.toSet());
        assertThat(schemas).containsExactlyInAnyOrderElementsOf(AsyncApi.schemaNames());
    }

    @ParameterizedTest
    @EnumSource
    void anEventHasTheFieldsThatAreWrittenDownAndNeedsThemAll(EventType type) throws IOException {
        ObjectNode schema = AsyncApi.schema(type.shortName());

        assertThat(properties(schema)).containsExactlyElementsOf(fields(type.dataClass(), field -> true));
        assertThat(required(schema)).containsExactlyElementsOf(properties(schema));
        assertThat(api.messages(type.topic()))
                .singleElement()
                .satisfies(message -> assertThat(message.findValuesAsText("$ref"))
                        .contains("./schemas/%s.json".formatted(type.shortName())));
    }

    @Test
    void whatTheAuditorTellsHasTheFieldsThatAreWrittenDown() throws IOException {
        assertFieldsOf(AuditEntry.class, AsyncApi.schema("audit-entry"));
        assertFieldsOf(UploadStatus.class, AsyncApi.schema("upload-status"));
    }

    /** What may be null is left out. */
    private static void assertFieldsOf(Class<?> type, ObjectNode schema) {
        assertThat(properties(schema)).containsExactlyElementsOf(fields(type, field -> true));
        assertThat(required(schema))
                .containsExactlyElementsOf(
                        fields(type, field -> !field.getAnnotatedType().isAnnotationPresent(Nullable.class)));
    }

    @Test
    void listsOfValuesAreComplete() throws IOException {
        assertThat(AsyncApi.schema("upload.rejected").at("/properties/reason/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Arrays.stream(RejectReason.values()).map(Enum::name).toList());
        assertThat(AsyncApi.schema("upload-status").at("/properties/state/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Arrays.stream(UploadState.values())
                        .map(UploadState::label)
                        .toList());
    }

    @Test
    void aRecordThatIsNotAsItIsWrittenDownIsFound() throws IOException {
        Sample sample = Sample.all()
                .filter(each -> each.topic().equals(EventType.UPLOAD_COMPLETED.topic()))
                .findFirst()
                .orElseThrow();
        assertThat(problems(sample, sample.headers(), sample.data())).isEmpty();

        ObjectNode data = sample.data().deepCopy();
        data.withObject("/client").put("country", "NO");
        assertThat(problems(sample, sample.headers(), data)).asString().contains("country");
        data = sample.data().deepCopy();
        data.put("size", "many");
        assertThat(problems(sample, sample.headers(), data)).asString().contains("size");
        data = sample.data().deepCopy();
        data.remove("digest");
        assertThat(problems(sample, sample.headers(), data)).asString().contains("digest");

        Map<String, String> headers = new HashMap<>(sample.headers());
        headers.put("ce_traceparent", "00");
        assertThat(problems(sample, headers, sample.data())).asString().contains("ce_traceparent");
        headers = new HashMap<>(sample.headers());
        headers.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(problems(sample, headers, sample.data())).isEmpty();
        headers.put("traceparent", "00");
        assertThat(problems(sample, headers, sample.data())).asString().contains("traceparent");
        headers = new HashMap<>(sample.headers());
        headers.put("ce_time", "noon");
        assertThat(problems(sample, headers, sample.data())).asString().contains("ce_time");
        headers = new HashMap<>(sample.headers());
        headers.remove("ce_id");
        assertThat(problems(sample, headers, sample.data())).asString().contains("ce_id");
        assertThat(api.problems(sample.topic(), "no id", sample.headers(), sample.value()))
                .asString()
                .contains("key");
    }

    private List<String> problems(Sample sample, Map<String, String> headers, JsonNode data) throws IOException {
        return api.problems(
                sample.topic(), sample.key(), headers, data.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> fields(Class<?> type, Predicate<RecordComponent> which) {
        return Arrays.stream(type.getRecordComponents())
                .filter(which)
                .map(RecordComponent::getName)
                .toList();
    }

    private static List<String> properties(ObjectNode schema) {
        return schema.path("properties").propertyStream().map(Map.Entry::getKey).toList();
    }

    private static List<String> required(ObjectNode schema) {
        return schema.path("required").valueStream().map(JsonNode::asText).toList();
    }
}
