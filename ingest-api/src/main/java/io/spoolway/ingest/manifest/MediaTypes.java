package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types of manifests and of what they name; their case does not matter (RFC 6838, section 4.2). */
final class MediaTypes {
    static final String OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    private static final Set<String> DOCKER_SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private static final Set<String> IMAGES = Set.of(OCI_IMAGE, DOCKER_IMAGE);
    private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
    private static final Set<String> DOCKER_SCHEMA_2 = Set.of(DOCKER_IMAGE, DOCKER_LIST);

    /** Layers that may not be pushed to a registry (OCI image specification, "Non-Distributable Layers"; Docker's foreign layers). */
    private static final Set<String> NOT_DISTRIBUTABLE = Set.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    /** RFC 6838, section 4.2. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    private MediaTypes() {}

    static boolean isValid(String text) {
        return MEDIA_TYPE.matcher(text).matches();
    }

    /** Manifests with {@code config} and {@code layers}. */
    static boolean isImage(String mediaType) {
        return isIn(IMAGES, mediaType);
    }

    /** Manifests with {@code manifests}. */
    static boolean isIndex(String mediaType) {
        return isIn(INDEXES, mediaType);
    }

    static boolean isManifest(String mediaType) {
        return isImage(mediaType) || isIndex(mediaType);
    }

    /** Docker schema 1: the digest of such a manifest is not that of its bytes. */
    static boolean isDockerSchema1(String mediaType) {
        return isIn(DOCKER_SCHEMA_1, mediaType);
    }

    static boolean isDockerSchema2(String mediaType) {
        return isIn(DOCKER_SCHEMA_2, mediaType);
    }

    static boolean isDistributable(String mediaType) {
        return !isIn(NOT_DISTRIBUTABLE, mediaType);
    }

    private static boolean isIn(Set<String> types, String mediaType) {
        return types.contains(mediaType.toLowerCase(Locale.ROOT));
    }

    /** The type in a Content-Type header, without its parameters, which the specification says to ignore. */
    static Optional<String> ofHeader(@Nullable String contentType) {
        return Optional.ofNullable(contentType)
                .map(value -> value.split(";", 2)[0].strip())
                .filter(type -> !type.isEmpty());
    }

    /** What a manifest without a type is by its structure, as a stock registry sees it; empty when it could be anything. */
    static Optional<String> ofStructure(JsonNode manifest) {
        if (manifest.path("manifests").isArray()) {
            return Optional.of(OCI_INDEX);
        }
        return manifest.has("config") || manifest.has("layers") ? Optional.of(OCI_IMAGE) : Optional.empty();
    }
}
