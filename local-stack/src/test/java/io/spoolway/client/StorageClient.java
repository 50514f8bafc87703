package io.spoolway.client;

import io.spoolway.oci.Digest;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client of the library containers/storage, which unpacks what it pulls and packs what it pushes: podman and buildah. */
final class StorageClient implements ImageClient {
    private final String program;
    private final Path storage = TestStack.temporaryDirectory();
    private final Path run;

    StorageClient(String program) throws IOException {
        this.program = program;
        // podman takes no more than 50 characters
        this.run = Files.createTempDirectory(program);
    }

    @Override
    public String version() throws IOException {
        return Command.of(program, "--version").run();
    }

    @Override
    public boolean keepsBytes() {
        return false;
    }

    @Override
    public Command push(OciLayout image, String reference) throws IOException {
        String id = lastLine(command("pull", "--quiet", oci(image)).run());
        return command("push", "--tls-verify=false", id, "docker://" + reference);
    }

    @Override
    public void pushIndex(OciLayout index, String reference) throws IOException {
        String list = "list-" + index.published().hex().substring(0, 12);
        command("manifest", "create", list).run();
        command("manifest", "add", "--all", list, oci(index)).run();
        command("manifest", "push", "--all", "--tls-verify=false", list, "docker://" + reference)
                .run();
    }

    @Override
    public Digest pull(String reference) throws IOException {
        command("rmi", "--all", "--force").run();
        String id = lastLine(command("pull", "--quiet", "--tls-verify=false", "docker://" + reference)
                .run());
        return Digest.parse("sha256:" + id.replace("sha256:", ""));
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                program, "--root", storage.toString(), "--runroot", run.toString(), "--storage-driver", "overlay"));
        line.addAll(List.of(arguments));
        return new Command(line, Map.of());
    }

    private static String oci(OciLayout image) {
        return "oci:" + image.directory() + ":" + TestImages.TAG;
    }

    private static String lastLine(String output) {
        return output.lines().reduce((before, last) -> last).orElseThrow();
    }
}
