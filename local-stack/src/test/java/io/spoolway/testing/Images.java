package io.spoolway.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Manifests to push, small and never the same twice, and the calls for them. */
public final class Images {
    public static final String OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    private static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registry registry;
    private final String repository;

    public Images(Registry registry, String repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** A pushed blob as a manifest names it. */
    public ObjectNode blob(String mediaType) {
        byte[] bytes = Blobs.random(100);
        return descriptor(mediaType, registry.push(repository, bytes), bytes.length);
    }

    public static ObjectNode descriptor(String mediaType, Digest digest, long size) {
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
    }

    /** An OCI image whose blobs are pushed: one config, one layer. */
    public ObjectNode image() {
        return image(blob(OCI_CONFIG), blob(OCI_LAYER));
    }

    /** An OCI image of these blobs, pushed or not. */
    public static ObjectNode image(byte[] config, byte[] layer) {
        return image(
                descriptor(OCI_CONFIG, Registry.sha256(config), config.length),
                descriptor(OCI_LAYER, Registry.sha256(layer), layer.length));
    }

    private static ObjectNode image(ObjectNode config, ObjectNode layer) {
        ObjectNode image = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OCI_IMAGE);
        image.set("config", config);
        image.putArray("layers").add(layer);
        return image;
    }

    /** An image that refers to a manifest. It shares its blobs with the one it is made from. */
    public static ObjectNode referrer(ObjectNode image, Digest subject, String artifactType) {
        ObjectNode referrer = image.deepCopy().put("artifactType", artifactType);
        referrer.set("subject", descriptor(OCI_IMAGE, subject, 100));
        referrer.putObject("annotations").put("org.example.number", Registry.newRepository());
        return referrer;
    }

    /** An index of these manifests. */
    public static ObjectNode index(byte[]... manifests) {
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OCI_INDEX);
        index.putArray("manifests");
        for (byte[] manifest : manifests) {
            index.withArray("manifests").add(descriptor(OCI_IMAGE, Registry.sha256(manifest), manifest.length));
        }
        return index;
    }

    public static byte[] bytes(ObjectNode manifest) {
        // with white space, which must be kept
        return (manifest.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    public static ObjectNode parse(HttpResponse<byte[]> answer) {
        try {
            return (ObjectNode) JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String path(Object reference) {
        return "/v2/" + repository + "/manifests/" + reference;
    }

    public HttpResponse<byte[]> put(Object reference, byte[] manifest, String contentType) {
        return registry.put(registry.url(path(reference)), manifest, "Content-Type", contentType);
    }

    /** Pushes a manifest of the type that it says it has; it must be taken. */
    public Digest push(Object reference, ObjectNode manifest) {
        byte[] bytes = bytes(manifest);
        HttpResponse<byte[]> answer =
                put(reference, bytes, manifest.path("mediaType").asText());
        if (answer.statusCode() != 201) {
            throw new AssertionError("PUT: " + Registry.describe(answer));
        }
        return Registry.sha256(bytes);
    }

    public HttpResponse<byte[]> get(Object reference, String... headers) {
        return registry.get(path(reference), headers);
    }

    public HttpResponse<byte[]> head(Object reference) {
        return registry.head(path(reference));
    }

    public HttpResponse<byte[]> delete(Object reference) {
        return registry.delete(path(reference));
    }
}
