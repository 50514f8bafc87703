package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code ctr}, with a containerd of its own: what Docker 29, BuildKit and Kubernetes push and pull with. */
final class ContainerdClient implements ImageClient {
    private final Path directory;
    private final Command.Running daemon;

    private ContainerdClient(Path directory, Command.Running daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    static ContainerdClient start() throws IOException {
        // the path of a socket is short
        Path directory = Files.createTempDirectory("containerd");
        Path config = directory.resolve("config.toml");
        Files.writeString(config, "version = 2\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n");
        ContainerdClient client = new ContainerdClient(
                directory,
                Command.of(
                                "containerd",
                                "--config=" + config,
                                "--root=" + TestStack.temporaryDirectory(),
                                "--state=" + directory.resolve("state"),
                                "--address=" + socket(directory))
                        .start());
        try {
            Eventually.await().until(client::answers);
            return client;
        } catch (RuntimeException e) {
            String log = client.daemon.printed();
            client.close();
            throw new IOException("containerd did not start: " + log, e);
        }
    }

    private static String socket(Path directory) {
        return directory.resolve("socket").toString();
    }

    private boolean answers() throws IOException {
        if (!daemon.process().isAlive()) {
            throw new IllegalStateException("it ended");
        }
        return ctr("version").end().exit() == 0;
    }

    @Override
    public String version() throws IOException {
        return Command.of("ctr", "--version").run();
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public Command push(OciLayout image, String reference) throws IOException {
        Path archive = directory.resolve("archive.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(archive))) {
            tar.add("oci-layout", image.directory().resolve("oci-layout"));
            tar.add("index.json", image.directory().resolve("index.json"));
            for (Digest blob : image.blobs()) {
                tar.add("blobs/sha256/" + blob.hex(), image.blob(blob));
            }
        }
        String name = "local/" + image.published().hex();
        ctr("images", "import", "--all-platforms", "--no-unpack", "--base-name", name, archive.toString())
                .run();
        Files.delete(archive);
        ctr("images", "tag", "--force", name + ":" + TestImages.TAG, reference).run();
        return ctr("images", "push", "--plain-http", reference);
    }

    @Override
    public void pushIndex(OciLayout index, String reference) throws IOException {
        push(index, reference).run();
    }

    @Override
    public Digest pull(String reference) throws IOException {
        List<String> images = ctr("images", "ls", "--quiet").run().lines().toList();
        if (!images.isEmpty()) {
            ctr(Stream.concat(Stream.of("images", "rm", "--sync"), images.stream())
                            .toArray(String[]::new))
                    .run();
        }
        ctr("images", "pull", "--plain-http", reference).run();
        JsonNode manifest = content(pulled(reference));
        for (JsonNode one : manifest.path("manifests")) {
            if (one.path("platform").path("architecture").asText().equals(TestImages.ARCHITECTURE)) {
                manifest = content(OciLayout.digest(one));
            }
        }
        return OciLayout.digest(manifest.path("config"));
    }

    private Digest pulled(String reference) throws IOException {
        return ctr("images", "ls", "name==" + reference)
                .run()
                .lines()
                .filter(line -> line.startsWith(reference + " "))
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(column -> column.startsWith("sha256:"))
                .map(Digest::parse)
                .findFirst()
                .orElseThrow();
    }

    private JsonNode content(Digest digest) throws IOException {
        return OciLayout.JSON.readTree(ctr("content", "get", digest.toString()).run());
    }

    private Command ctr(String... arguments) {
        List<String> line = new ArrayList<>(List.of("ctr", "--address", socket(directory), "--namespace", "test"));
        line.addAll(List.of(arguments));
        return new Command(line, Map.of());
    }

    @Override
    public void close() {
        daemon.stop();
    }
}
