package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import java.io.IOException;
import java.util.Optional;

/** The JSON of manifests, read strictly, and the error for what is wrong with it. */
final class ManifestJson {
    /** A descriptor has eight or more, and 160 bytes or more: so a manifest of 4 MiB that names as much as it can has fewer. */
    static final int MAX_TOKENS = 300_000;

    private static final JsonFactory PLAIN = new JsonFactory();

    /** A name that is there twice means one thing to one reader and another to the next. */
    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ManifestJson() {}

    /**
     * Reads a JSON object.
     *
     * @throws ApiException MANIFEST_INVALID when it is none, with the place
     */
    static JsonNode parse(byte[] bytes) {
        tokens(bytes);
        JsonNode root;
        try {
            root = STRICT.readTree(bytes);
        } catch (IOException e) {
            throw malformed(e);
        }
        if (root == null || !root.isObject()) {
            throw invalid("it is not a JSON object");
        }
        return root;
    }

    /**
     * How many tokens of JSON there are, counted without keeping any: they tell how much memory it takes to parse them.
     *
     * @throws ApiException MANIFEST_INVALID when they are more than {@link #MAX_TOKENS}, or no JSON
     */
    static int tokens(byte[] bytes) {
        int count = 0;
        try (JsonParser parser = PLAIN.createParser(bytes)) {
            while (parser.nextToken() != null) {
                if (++count > MAX_TOKENS) {
                    throw invalid("it has more than %d names, values and brackets".formatted(MAX_TOKENS));
                }
            }
        } catch (IOException e) {
            throw malformed(e);
        }
        return count;
    }

    private static ApiException malformed(IOException e) {
        if (!(e instanceof JsonProcessingException problem)) {
            return invalid("it is not well-formed JSON: " + e.getMessage());
        }
        String place = problem.getLocation() == null
                ? ""
                : " (line %d, column %d)"
                        .formatted(
                                problem.getLocation().getLineNr(),
                                problem.getLocation().getColumnNr());
        return invalid("it is not well-formed JSON: " + problem.getOriginalMessage() + place);
    }

    /**
     * A text in an object; empty when it is not there, or null.
     *
     * @throws ApiException MANIFEST_INVALID when it is something else
     */
    static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid("its %s is not a text".formatted(name));
        }
        return Optional.of(value.asText());
    }

    static ApiException invalid(String what) {
        return OciError.MANIFEST_INVALID.because("the manifest is not valid: " + what);
    }

    /** A text of the client as an error shows it. */
    static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
