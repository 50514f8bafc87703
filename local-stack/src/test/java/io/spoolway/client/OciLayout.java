package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory in the OCI image layout (image-spec, {@code image-layout.md}): what clients push from and pull to. */
record OciLayout(Path directory) {
    static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    static final ObjectMapper JSON = new ObjectMapper();

    /** Writes the content of a blob. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Stores a blob and returns its descriptor. */
    ObjectNode add(String mediaType, Content content) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
        Path file = Files.createTempFile(blobs, "new", "");
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            content.writeTo(out);
        }
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, hash);
        Files.move(file, blob(digest), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", Files.size(blob(digest)));
    }

    ObjectNode add(String mediaType, JsonNode document) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(document);
        return add(mediaType, out -> out.write(bytes));
    }

    /** Makes a manifest or an index the one that the layout is about, under a tag. */
    void publish(ObjectNode descriptor, String tag) throws IOException {
        ObjectNode named = descriptor.deepCopy();
        named.putObject("annotations").put("org.opencontainers.image.ref.name", tag);
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
        index.putArray("manifests").add(named);
        Files.write(directory.resolve("index.json"), JSON.writeValueAsBytes(index));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    /** The manifest or index that the layout is about: the one with a tag, as some clients list the images of an index too. */
    Digest published() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(directory.resolve("index.json").toFile())
                .path("manifests")
                .forEach(all::add);
        List<JsonNode> tagged = all.stream()
                .filter(one -> one.path("annotations").has("org.opencontainers.image.ref.name"))
                .toList();
        List<JsonNode> candidates = tagged.isEmpty() ? all : tagged;
        if (candidates.size() != 1) {
            throw new AssertionError("one manifest was expected: " + all);
        }
        return digest(candidates.getFirst());
    }

    /** The configuration of an image; of an index that of its image for this machine. */
    Digest configuration() throws IOException {
        JsonNode manifest = read(published());
        for (JsonNode one : manifest.path("manifests")) {
            if (one.path("platform").path("architecture").asText().equals(TestImages.ARCHITECTURE)) {
                return digest(read(digest(one)).path("config"));
            }
        }
        return digest(manifest.path("config"));
    }

    JsonNode read(Digest manifest) throws IOException {
        return JSON.readTree(blob(manifest).toFile());
    }

    Path blob(Digest digest) {
        return directory.resolve("blobs/sha256").resolve(digest.hex());
    }

    /** All blobs, manifests among them. */
    List<Digest> blobs() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("blobs/sha256"))) {
            return files.map(file -> Digest.parse("sha256:" + file.getFileName()))
                    .sorted(byText())
                    .toList();
        }
    }

    private static java.util.Comparator<Digest> byText() {
        return java.util.Comparator.comparing(Digest::toString);
    }

    /** Fails unless every blob hashes to its name. */
    void requireIntact() throws IOException {
        for (Digest digest : blobs()) {
            MessageDigest hash = DigestAlgorithm.SHA256.newHash();
            try (InputStream in = Files.newInputStream(blob(digest))) {
                in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
            }
            if (!Digest.finish(DigestAlgorithm.SHA256, hash).equals(digest)) {
                throw new AssertionError("other bytes under " + digest);
            }
        }
    }

    static Digest digest(JsonNode descriptor) {
        return Digest.parse(descriptor.path("digest").asText());
    }
}
