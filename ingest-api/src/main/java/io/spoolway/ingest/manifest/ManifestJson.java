package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonFactory;
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
        JsonNode root;
        try {
            root = STRICT.readTree(bytes);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " (line %d, column %d)"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw invalid("it is not well-formed JSON: " + e.getOriginalMessage() + place);
        } catch (IOException e) {
            throw invalid("it is not well-formed JSON: " + e.getMessage());
        }
        if (root == null || !root.isObject()) {
            throw invalid("it is not a JSON object");
        }
        return root;
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
