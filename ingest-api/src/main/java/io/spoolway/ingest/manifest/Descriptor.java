package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.oci.Digest;
import java.util.Set;

/**
 * What a manifest says of a blob or of another manifest (OCI image specification, "OCI Content Descriptors").
 *
 * @param size in bytes
 * @param isElsewhere whether its bytes need not be in this registry
 */
record Descriptor(String mediaType, Digest digest, long size, boolean isElsewhere) {
    private static final Set<String> NAMES =
            Set.of("mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType");

    /**
     * Requires that one that is pushed means the same to clients that ignore the case of names.
     *
     * @throws ApiException MANIFEST_INVALID when it does not
     */
    static void requireExactNames(JsonNode node, String where) {
        ManifestJson.requireExact(node, NAMES, where);
    }

    /**
     * Reads one whose bytes must be here, whatever {@code urls} it has: no client would look there for them.
     *
     * @param where its place in the manifest, for people
     * @throws ApiException MANIFEST_INVALID when it is not well-formed
     */
    static Descriptor parse(JsonNode node, String where) {
        if (!node.isObject()) {
            throw invalid(where, "is no descriptor");
        }
        String mediaType = node.path("mediaType").asText();
        if (!node.path("mediaType").isTextual() || !MediaTypes.isValid(mediaType)) {
            throw invalid(where, "has no valid mediaType");
        }
        if (!node.path("digest").isTextual()) {
            throw invalid(where, "has no digest");
        }
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
            throw invalid(where, "has no valid size");
        }
        return new Descriptor(mediaType, digest(node.path("digest").asText(), where), size.asLong(), false);
    }

    /**
     * Reads one of a layer, which alone may be kept elsewhere: it has {@code urls}, or a type that is not distributable.
     *
     * @throws ApiException MANIFEST_INVALID when it is not well-formed
     */
    static Descriptor parseLayer(JsonNode node, String where) {
        Descriptor layer = parse(node, where);
        boolean isElsewhere = !MediaTypes.isDistributable(layer.mediaType())
                || !node.path("urls").isEmpty();
        return new Descriptor(layer.mediaType(), layer.digest(), layer.size(), isElsewhere);
    }

    private static Digest digest(String text, String where) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(where, "has no valid digest: " + e.getMessage());
        }
    }

    private static ApiException invalid(String where, String what) {
        return ManifestJson.invalid(where + " " + what);
    }
}
