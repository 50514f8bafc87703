package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** An image as a registry has it, read without any client's help. */
final class StoredImage {
    private static final String ACCEPT = String.join(
            ", ",
            OciLayout.IMAGE,
            OciLayout.INDEX,
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private final Registry registry;
    private final String repository;

    StoredImage(Registry registry, String repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /**
     * Reads it whole, what an index names included; every byte must be there and hash to its digest.
     *
     * @return the digest of the manifest or index
     */
    Digest requireWhole(String reference) throws IOException {
        HttpResponse<byte[]> answer = registry.get("/v2/" + repository + "/manifests/" + reference, "Accept", ACCEPT);
        require(answer, reference);
        Digest digest = Registry.sha256(answer.body());
        if (!answer.headers().firstValue("Docker-Content-Digest").equals(java.util.Optional.of(digest.toString()))) {
            throw new AssertionError("not " + digest + ": " + Registry.describe(answer));
        }
        JsonNode manifest = OciLayout.JSON.readTree(answer.body());
        for (JsonNode child : manifest.path("manifests")) {
            requireWhole(child.path("digest").asText());
        }
        List<JsonNode> blobs = new ArrayList<>();
        manifest.path("layers").forEach(blobs::add);
        if (manifest.has("config")) {
            blobs.add(manifest.path("config"));
        }
        for (JsonNode blob : blobs) {
            Digest expected = OciLayout.digest(blob);
            HttpResponse<byte[]> bytes = registry.get(Registry.blobPath(repository, expected));
            require(bytes, expected.toString());
            if (!Registry.sha256(bytes.body()).equals(expected)) {
                throw new AssertionError("other bytes under " + expected);
            }
        }
        return digest;
    }

    private static void require(HttpResponse<byte[]> answer, String what) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(what + ": " + Registry.describe(answer));
        }
    }
}
