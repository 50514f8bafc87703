package io.spoolway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code docs/asyncapi.yaml} and the schemas beside it. Records are held against it more strictly than by a consumer: a field
 * or a header that is not written down is an error.
 */
final class AsyncApi {
    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final URI DOCUMENT = DOCS.resolve("asyncapi.yaml").toUri();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(
            VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(AsyncApi::strictSchema)));

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    static AsyncApi read() throws IOException {
        return new AsyncApi(new YAMLMapper().readTree(Path.of(DOCUMENT).toFile()));
    }

    JsonNode document() {
        return document;
    }

    /** The topics that are written down. */
    Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        document.path("channels")
                .forEach(channel -> topics.add(channel.path("address").asText()));
        return topics;
    }

    /** The messages of a topic. */
    List<JsonNode> messages(String topic) {
        List<JsonNode> messages = new ArrayList<>();
        document.path("channels")
                .path(topic)
                .path("messages")
                .forEach(message ->
                        messages.add(document.at(message.path("$ref").asText().substring(1))));
        return messages;
    }

    /** A schema as it is written down. */
    static ObjectNode schema(String name) throws IOException {
        return (ObjectNode)
                JSON.readTree(DOCS.resolve("schemas").resolve(name + ".json").toFile());
    }

    /** The schemas that there are, without those that only others use. */
    static Set<String> schemaNames() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("schemas"))) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\.json$", ""))
                    .filter(name -> !name.equals("common"))
                    .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * What is wrong with a record: nothing when one of the messages of its topic describes it.
     *
     * @param key as JSON
     * @param headers each a text
     * @param value as JSON; null when the record has none
     */
    List<String> problems(String topic, String key, Map<String, String> headers, byte @Nullable [] value)
            throws IOException {
        List<String> problems = new ArrayList<>();
        JsonNode data = value == null ? JSON.nullNode() : JSON.readTree(value);
        for (JsonNode message : messages(topic)) {
            List<String> found = new ArrayList<>();
            found.addAll(validate(message.at("/bindings/kafka/key"), JSON.valueToTree(key), "key"));
            found.addAll(validate(closed(message.at("/headers/schema")), JSON.valueToTree(headers), "headers"));
            JsonNode payload = message.path("payload");
            found.addAll(validate(payload.has("schema") ? payload.path("schema") : payload, data, "value"));
            if (found.isEmpty()) {
                return List.of();
            }
            problems.add(message.path("name").asText() + ": " + found);
        }
        return problems.isEmpty() ? List.of(topic + " is not written down") : problems;
    }

    private List<String> validate(JsonNode schema, JsonNode value, String what) {
        return schemas
                .getSchema(DOCUMENT, schema.isMissingNode() ? JSON.createObjectNode() : schema, STRICT)
                .validate(value)
                .stream()
                .map(problem -> what + " " + problem)
                .toList();
    }

    /** No header but those that are written down, unless nothing is. */
    private static JsonNode closed(JsonNode headers) {
        return headers.has("allOf") ? ((ObjectNode) headers.deepCopy()).put("unevaluatedProperties", false) : headers;
    }

    private static @Nullable String strictSchema(String location) {
        if (!location.startsWith(DOCS.toUri().toString())) {
            return null;
        }
        try {
            JsonNode schema = JSON.readTree(Path.of(URI.create(location)).toFile());
            if (!location.endsWith("headers.json")) {
                close(schema);
            }
            return schema.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(AsyncApi::close);
    }
}
