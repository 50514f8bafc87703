package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/** Pushes images as the clients do, where none of them is needed: asks for each blob, uploads what is missing, and then manifests. */
final class ImagePush {
    private final Registry registry;
    private final String repository;

    ImagePush(Registry registry, String repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** Pushes what a layout is about; everything must be answered as a success. */
    void push(OciLayout image, String tag) {
        try {
            Digest top = image.published();
            for (JsonNode child : image.read(top).path("manifests")) {
                Digest digest = OciLayout.digest(child);
                pushBlobs(image, digest);
                pushManifest(image, digest, digest.toString());
            }
            pushBlobs(image, top);
            pushManifest(image, top, tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pushBlobs(OciLayout image, Digest manifest) throws IOException {
        JsonNode document = image.read(manifest);
        for (JsonNode layer : document.path("layers")) {
            pushBlob(image, OciLayout.digest(layer));
        }
        if (document.has("config")) {
            pushBlob(image, OciLayout.digest(document.path("config")));
        }
    }

    private void pushBlob(OciLayout image, Digest digest) throws IOException {
        if (registry.head(Registry.blobPath(repository, digest)).statusCode() != 200) {
            registry.push(repository, Files.readAllBytes(image.blob(digest)));
        }
    }

    private void pushManifest(OciLayout image, Digest digest, String reference) throws IOException {
        HttpResponse<byte[]> answer = registry.put(
                registry.url("/v2/" + repository + "/manifests/" + reference),
                Files.readAllBytes(image.blob(digest)),
                "Content-Type",
                image.read(digest).path("mediaType").asText());
        if (answer.statusCode() != 201) {
            throw new AssertionError("PUT: " + Registry.describe(answer));
        }
    }
}
