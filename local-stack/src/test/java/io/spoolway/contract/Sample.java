package io.spoolway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record as it was written once: a file below {@link #DIRECTORY}.
 *
 * @param headers each a text
 */
record Sample(Path file, String topic, String key, Map<String, String> headers, JsonNode data) {
    static final Path DIRECTORY = Path.of("src", "test", "resources", "samples");

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Content(String topic, String key, Map<String, String> headers, JsonNode data) {}

    static Stream<Sample> all() throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            List<Path> samples = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            return samples.stream().map(Sample::read);
        }
    }

    private static Sample read(Path file) {
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            return new Sample(file, content.topic(), content.key(), content.headers(), content.data());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    Headers recordHeaders() {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, value) -> all.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return all;
    }

    byte[] value() {
        return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return DIRECTORY.relativize(file).toString();
    }
}
