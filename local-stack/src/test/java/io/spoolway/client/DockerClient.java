package io.spoolway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Docker, with a daemon of its own, without networks: it pushes and pulls, and runs nothing. */
final class DockerClient implements ImageClient {
    private final Path directory;
    private final Command.Running daemon;

    private DockerClient(Path directory, Command.Running daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    static DockerClient start() throws IOException {
        // the path of a socket is short
        Path directory = Files.createTempDirectory("dockerd");
        Path data = TestStack.temporaryDirectory();
        DockerClient client = new DockerClient(
                directory,
                Command.of(
                                "dockerd",
                                "--data-root=" + data,
                                "--exec-root=" + directory.resolve("exec"),
                                "--pidfile=" + directory.resolve("pid"),
                                "--host=" + socket(directory),
                                // not --bridge=none: that takes docker0 away from a daemon that runs already
                                "--ip-forward=false",
                                "--iptables=false",
                                "--ip6tables=false")
                        .start());
        try {
            Eventually.await().until(client::answers);
            return client;
        } catch (RuntimeException e) {
            String log = client.daemon.printed();
            client.close();
            throw new IOException("dockerd did not start: " + log, e);
        }
    }

    private static String socket(Path directory) {
        return "unix://" + directory.resolve("socket");
    }

    private boolean answers() throws IOException {
        if (!daemon.process().isAlive()) {
            throw new IllegalStateException("it ended");
        }
        return docker("version").end().exit() == 0;
    }

    @Override
    public String version() throws IOException {
        return "docker " + docker("version", "--format", "{{.Server.Version}}").run();
    }

    @Override
    public boolean keepsBytes() {
        return false;
    }

    @Override
    public Command push(OciLayout image, String reference) throws IOException {
        load(image, image.published(), reference);
        return docker("push", reference);
    }

    @Override
    public void pushIndex(OciLayout index, String reference) throws IOException {
        List<String> create = new ArrayList<>(List.of("manifest", "create", "--insecure", reference));
        int platform = 0;
        for (JsonNode one : index.read(index.published()).path("manifests")) {
            String image = reference + "-" + platform++;
            load(index, OciLayout.digest(one), image);
            docker("push", image).run();
            create.add(image);
        }
        docker(create.toArray(String[]::new)).run();
        docker("manifest", "push", "--insecure", reference).run();
    }

    @Override
    public Digest pull(String reference) throws IOException {
        docker("image", "prune", "--all", "--force").run();
        docker("pull", "--quiet", reference).run();
        return Digest.parse(
                docker("image", "inspect", "--format", "{{.Id}}", reference).run());
    }

    /** Gives the daemon an image in the format of {@code docker save}. */
    private void load(OciLayout layout, Digest manifest, String reference) throws IOException {
        JsonNode image = layout.read(manifest);
        Digest config = OciLayout.digest(image.path("config"));
        Path archive = directory.resolve("archive.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(archive))) {
            ObjectNode entry = OciLayout.JSON.createObjectNode().put("Config", config.hex() + ".json");
            entry.putArray("RepoTags").add(reference);
            var layers = entry.putArray("Layers");
            for (JsonNode layer : image.path("layers")) {
                Digest digest = OciLayout.digest(layer);
                tar.add(digest.hex() + ".tar", layout.blob(digest));
                layers.add(digest.hex() + ".tar");
            }
            tar.add(config.hex() + ".json", layout.blob(config));
            tar.add(
                    "manifest.json",
                    OciLayout.JSON.writeValueAsBytes(
                            OciLayout.JSON.createArrayNode().add(entry)));
        }
        docker("load", "--input", archive.toString()).run();
        Files.delete(archive);
    }

    private Command docker(String... arguments) {
        List<String> line = new ArrayList<>(List.of("docker", "--host", socket(directory)));
        line.addAll(List.of(arguments));
        return new Command(
                line,
                Map.of("DOCKER_CONFIG", directory.resolve("config").toString(), "DOCKER_CLI_EXPERIMENTAL", "enabled"));
    }

    @Override
    public void close() {
        daemon.stop();
    }
}
