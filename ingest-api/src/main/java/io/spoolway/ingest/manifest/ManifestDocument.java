package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.ingest.http.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What the bytes of a manifest mean. Of the types that are known (OCI image and index, Docker schema 2 and list) the shape is
 * checked; of any other that it is a JSON object, and what of it is no subject, type or annotations of OCI is not taken for one.
 *
 * @param mediaType what it is served as
 * @param blobs that it names: config and layers
 * @param manifests that it names: the children of an index
 * @param subject the manifest that it refers to
 * @param artifactType as the referrers API tells it, with that of the config of an image where it has none of its own
 */
record ManifestDocument(
        String mediaType,
        List<Descriptor> blobs,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        Optional<String> artifactType,
        Map<String, String> annotations) {
    private static final int SCHEMA_VERSION = 2;

    /** Those of an image and of an index: one must not look like the other. */
    private static final Set<String> NAMES = Set.of(
            "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations");

    ManifestDocument {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Reads a manifest that is pushed.
     *
     * @param contentType the type that the request says it has, without parameters
     * @throws ApiException MANIFEST_INVALID with what is wrong
     */
    static ManifestDocument parse(byte[] bytes, Optional<String> contentType) {
        ManifestJson.requireUtf8(bytes);
        JsonNode root = ManifestJson.parse(bytes);
        String mediaType = mediaType(root, contentType);
        if (MediaTypes.isManifest(mediaType)) {
            requireExactNames(root);
        }
        return of(root, mediaType);
    }

    private static void requireExactNames(JsonNode root) {
        ManifestJson.requireExact(root, NAMES, "it");
        for (String one : List.of("config", "subject")) {
            Descriptor.requireExactNames(root.path(one), one);
        }
        for (String list : List.of("layers", "manifests")) {
            int index = 0;
            for (JsonNode one : root.path(list)) {
                Descriptor.requireExactNames(one, "%s[%d]".formatted(list, index++));
            }
        }
    }

    private static ManifestDocument of(JsonNode root, String mediaType) {
        if (MediaTypes.isDockerSchema1(mediaType)) {
            throw ManifestJson.invalid("Docker schema 1 is not supported; push it as schema 2 or as an OCI image");
        }
        boolean isImage = MediaTypes.isImage(mediaType);
        boolean isIndex = MediaTypes.isIndex(mediaType);
        if (isImage || isIndex) {
            checkShape(root, mediaType, isImage);
        }
        List<Descriptor> blobs = new ArrayList<>();
        if (isImage) {
            blobs.add(Descriptor.parse(root.path("config"), "config"));
            blobs.addAll(descriptors(root, "layers", Descriptor::parseLayer));
        }
        return new ManifestDocument(
                mediaType,
                blobs,
                isIndex ? descriptors(root, "manifests", Descriptor::parse) : List.of(),
                meant(isImage || isIndex, () -> subject(root)).flatMap(subject -> subject),
                meant(isImage || isIndex, () -> ManifestJson.text(root, "artifactType"))
                        .flatMap(type -> type)
                        .filter(type -> !type.isEmpty())
                        .or(() -> isImage ? Optional.of(blobs.getFirst().mediaType()) : Optional.empty()),
                meant(isImage || isIndex, () -> annotations(root)).orElse(Map.of()));
    }

    /**
     * What a member says, of a name that the OCI image specification gives a meaning. In a manifest of a type that is not known it may
     * mean something else, and then it is as if it were not there.
     */
    private static <T> Optional<T> meant(boolean isKnown, Supplier<T> member) {
        try {
            return Optional.of(member.get());
        } catch (ApiException malformed) {
            if (isKnown) {
                throw malformed;
            }
            return Optional.empty();
        }
    }

    private static Optional<Descriptor> subject(JsonNode root) {
        return root.hasNonNull("subject")
                ? Optional.of(Descriptor.parse(root.path("subject"), "subject"))
                : Optional.empty();
    }

    /**
     * Reads a manifest that is stored, perhaps by another registry; empty when it is not one that could be pushed here. Its encoding and
     * the case of its names may be such as are no longer taken: what it refers to is still found.
     *
     * @param mediaType what it is served as, if that was stored
     */
    static Optional<ManifestDocument> ofStored(byte[] bytes, Optional<String> mediaType) {
        try {
            JsonNode root = ManifestJson.parse(bytes);
            return Optional.of(of(root, mediaType(root, mediaType)));
        } catch (ApiException another) {
            return Optional.empty();
        }
    }

    /** The type of a manifest that another registry stored: its own, or the one that its structure shows. */
    static String storedMediaType(byte[] bytes) {
        try {
            ManifestJson.tokens(bytes);
            JsonNode root = new ObjectMapper().readTree(bytes);
            return ManifestJson.text(root, "mediaType")
                    .or(() -> MediaTypes.ofStructure(root))
                    .orElse("application/json");
        } catch (IOException | ApiException notJson) {
            return "application/octet-stream";
        }
    }

    private static String mediaType(JsonNode root, Optional<String> contentType) {
        Optional<String> own = ManifestJson.text(root, "mediaType");
        if (own.isPresent()
                && contentType.filter(type -> !type.equalsIgnoreCase(own.get())).isPresent()) {
            throw ManifestJson.invalid("its mediaType is \"%s\", but the Content-Type of the request is \"%s\""
                    .formatted(own.get(), contentType.get()));
        }
        String mediaType = own.or(() -> contentType)
                .or(() -> MediaTypes.ofStructure(root))
                .orElseThrow(() -> ManifestJson.invalid(
                        "neither its mediaType nor the Content-Type of the request says what it is"));
        if (!MediaTypes.isValid(mediaType)) {
            throw ManifestJson.invalid("\"%s\" is no media type".formatted(ManifestJson.shorten(mediaType)));
        }
        // a stock registry would take it for an OCI manifest
        if (own.isEmpty() && MediaTypes.isDockerSchema2(mediaType)) {
            throw ManifestJson.invalid("a manifest of type %s has a mediaType that says so".formatted(mediaType));
        }
        return mediaType;
    }

    private static void checkShape(JsonNode root, String mediaType, boolean isImage) {
        JsonNode version = root.path("schemaVersion");
        if (!version.isInt() || version.asInt() != SCHEMA_VERSION) {
            throw ManifestJson.invalid("its schemaVersion is not 2");
        }
        // one document must not be an image to one client and an index to another (CVE-2021-41190)
        for (String foreign : isImage ? List.of("manifests") : List.of("config", "layers")) {
            if (root.has(foreign)) {
                throw ManifestJson.invalid("a manifest of type %s has no \"%s\"".formatted(mediaType, foreign));
            }
        }
    }

    private static List<Descriptor> descriptors(
            JsonNode root, String name, BiFunction<JsonNode, String, Descriptor> parse) {
        JsonNode list = root.path(name);
        if (!list.isArray() && !list.isNull()) { // null is how Go writes a list that was never made
            throw ManifestJson.invalid("\"%s\" is not a list of descriptors".formatted(name));
        }
        List<Descriptor> found = new ArrayList<>();
        for (JsonNode one : list) {
            found.add(parse.apply(one, "%s[%d]".formatted(name, found.size())));
        }
        return found;
    }

    private static Map<String, String> annotations(JsonNode root) {
        JsonNode node = root.path("annotations");
        Map<String, String> found = new LinkedHashMap<>();
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw ManifestJson.invalid("its annotations are not an object");
        }
        node.properties().forEach(one -> {
            if (!one.getValue().isTextual()) {
                throw ManifestJson.invalid(
                        "annotation \"%s\" is not a text".formatted(ManifestJson.shorten(one.getKey())));
            }
            found.put(one.getKey(), one.getValue().asText());
        });
        return found;
    }
}
