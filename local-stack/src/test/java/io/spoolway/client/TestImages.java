package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.TestStack;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Images built on the spot: layers are tar archives packed by gzip, as in any image. */
final class TestImages {
    /** The architecture of this machine, as images name it. */
    static final String ARCHITECTURE = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";

    /** The tag that layouts use. */
    static final String TAG = "v1";

    static final int JDK_LAYERS = 5;
    private static final long JDK_BYTES = 100_000_000;

    private static @Nullable OciLayout jdk;

    private TestImages() {}

    /** The two largest files of this JDK in five layers, 100 MB or more when packed; the same in all tests of a run. */
    static synchronized OciLayout jdk() throws IOException {
        if (jdk == null) {
            OciLayout layout = new OciLayout(TestStack.temporaryDirectory());
            List<Path> files = largestFiles();
            long total = 0;
            for (Path file : files) {
                total += Files.size(file);
            }
            try (InputStream content =
                    new SequenceInputStream(Files.newInputStream(files.get(0)), Files.newInputStream(files.get(1)))) {
                ImageBuilder image = new ImageBuilder(layout);
                for (int layer = 0; layer < JDK_LAYERS; layer++) {
                    image.layer(
                            "layer-" + layer,
                            content,
                            layer < JDK_LAYERS - 1
                                    ? total / JDK_LAYERS
                                    : total - total / JDK_LAYERS * (JDK_LAYERS - 1));
                }
                layout.publish(image.build(ARCHITECTURE), TAG);
            }
            requireLarge(layout);
            jdk = layout;
        }
        return jdk;
    }

    private static void requireLarge(OciLayout layout) throws IOException {
        JsonNode layers = layout.read(layout.published()).path("layers");
        long bytes = 0;
        for (JsonNode layer : layers) {
            bytes += layer.path("size").asLong();
        }
        if (layers.size() != JDK_LAYERS || bytes < JDK_BYTES) {
            throw new AssertionError("not %d bytes in %d layers: %s".formatted(JDK_BYTES, JDK_LAYERS, layers));
        }
    }

    private static List<Path> largestFiles() throws IOException {
        try (var files = Files.walk(Path.of(System.getProperty("java.home"), "lib"))) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().length())
                            .reversed())
                    .limit(2)
                    .toList();
        }
    }

    /** An image that nobody has pushed, on top of layers that are given and may be shared, of two layers of its own. */
    static OciLayout small(List<byte[]> shared) throws IOException {
        OciLayout layout = new OciLayout(TestStack.temporaryDirectory());
        ImageBuilder image = new ImageBuilder(layout);
        for (byte[] content : shared) {
            image.layer("shared", new ByteArrayInputStream(content), content.length);
        }
        for (int layer = 0; layer < 2; layer++) {
            byte[] content = Blobs.random(300_000);
            image.layer("own-" + layer, new ByteArrayInputStream(content), content.length);
        }
        layout.publish(image.build(ARCHITECTURE), TAG);
        return layout;
    }

    /** An index of two images, for amd64 and arm64, that have one layer in common. */
    static OciLayout twoPlatforms() throws IOException {
        OciLayout layout = new OciLayout(TestStack.temporaryDirectory());
        byte[] shared = Blobs.random(2_000_000);
        ObjectNode index =
                OciLayout.JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OciLayout.INDEX);
        var manifests = index.putArray("manifests");
        for (String architecture : List.of("amd64", "arm64")) {
            ImageBuilder image = new ImageBuilder(layout);
            image.layer("shared", new ByteArrayInputStream(shared), shared.length);
            byte[] own = Blobs.random(1_000_000);
            image.layer("own", new ByteArrayInputStream(own), own.length);
            ObjectNode descriptor = image.build(architecture);
            descriptor.putObject("platform").put("architecture", architecture).put("os", "linux");
            manifests.add(descriptor);
        }
        layout.publish(layout.add(OciLayout.INDEX, index), TAG);
        return layout;
    }

    /** Collects the layers of an image. */
    private static final class ImageBuilder {
        private final OciLayout layout;
        private final List<ObjectNode> layers = new ArrayList<>();
        private final List<Digest> unpacked = new ArrayList<>();

        ImageBuilder(OciLayout layout) {
            this.layout = layout;
        }

        void layer(String file, InputStream content, long size) throws IOException {
            MessageDigest hash = DigestAlgorithm.SHA256.newHash();
            layers.add(layout.add(OciLayout.LAYER, out -> {
                try (TarWriter tar = new TarWriter(new DigestOutputStream(packing(out), hash))) {
                    tar.add(file, content, size);
                }
            }));
            unpacked.add(Digest.finish(DigestAlgorithm.SHA256, hash));
        }

        private static OutputStream packing(OutputStream out) throws IOException {
            return new BufferedOutputStream(new GZIPOutputStream(out, 1 << 16) {
                {
                    def.setLevel(Deflater.BEST_SPEED);
                }
            });
        }

        ObjectNode build(String architecture) throws IOException {
            ObjectNode config = OciLayout.JSON
                    .createObjectNode()
                    .put("architecture", architecture)
                    .put("os", "linux");
            config.putObject("config").putArray("Cmd").add("/none");
            ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
            var diffIds = rootfs.putArray("diff_ids");
            var history = config.putArray("history");
            for (Digest layer : unpacked) {
                diffIds.add(layer.toString());
                history.addObject().put("created_by", "test");
            }
            ObjectNode manifest =
                    OciLayout.JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OciLayout.IMAGE);
            manifest.set("config", layout.add(OciLayout.CONFIG, config));
            manifest.putArray("layers").addAll(layers);
            return layout.add(OciLayout.IMAGE, manifest);
        }
    }
}
