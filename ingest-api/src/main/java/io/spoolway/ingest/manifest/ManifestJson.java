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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The JSON of manifests, read strictly, and the error for what is wrong with it. */
final class ManifestJson {
    /** A descriptor has eight or more, and 160 bytes or more: so a manifest of 4 MiB that names as much as it can has fewer. */
    static final int MAX_TOKENS = 300_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final JsonFactory PLAIN = new JsonFactory();

    /** A name that is there twice means one thing to one reader and another to the next. */
    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** JSON in UTF-16 or UTF-32 without a byte order mark has a zero among its first bytes, from which the parser guesses it. */
    private static final int GUESSED_FROM = 4;

    private ManifestJson() {}

    /**
     * Requires UTF-8 without a byte order mark (RFC 8259, section 8.1), to the letter. The parser guesses UTF-16 and UTF-32 as well, skips
     * the mark, and reads a letter in more bytes than it needs as that letter; Go does none of that.
     *
     * @throws ApiException MANIFEST_INVALID when it is something else
     */
    static void requireUtf8(byte[] bytes) {
        boolean isUtf8 = true;
        try (Reader strict =
                new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder())) {
            isUtf8 = strict.read() != BYTE_ORDER_MARK;
            strict.transferTo(Writer.nullWriter());
        } catch (IOException malformed) {
            isUtf8 = false;
        }
        for (int i = 0; i < Math.min(GUESSED_FROM, bytes.length); i++) {
            isUtf8 &= bytes[i] != 0;
        }
        if (!isUtf8) {
            throw invalid("it is not UTF-8 JSON without a byte order mark");
        }
    }

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

    /**
     * Requires that no member has a name that differs from one with a meaning only in case: Go takes the one for the other, so what
     * its clients read would not be what was checked. To Go U+017F is an s and U+212A a k, and to Java too.
     *
     * @param names with a meaning
     * @param where the object is in the manifest, for people
     * @throws ApiException MANIFEST_INVALID when there is one
     */
    static void requireExact(JsonNode object, Set<String> names, String where) {
        object.fieldNames().forEachRemaining(name -> {
            for (String meant : names) {
                if (name.equalsIgnoreCase(meant) && !name.equals(meant)) {
                    throw invalid("%s has a \"%s\", which some clients read as \"%s\"".formatted(where, name, meant));
                }
            }
        });
    }

    static ApiException invalid(String what) {
        return OciError.MANIFEST_INVALID.because("the manifest is not valid: " + what);
    }

    /** A text of the client as an error shows it. */
    static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
