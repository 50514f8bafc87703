package io.spoolway.client;

import io.spoolway.oci.Digest;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.nio.file.Path;

/** A client that pushes from OCI layouts and pulls to them, and keeps every byte: skopeo, crane and oras. */
final class LayoutClient implements ImageClient {
    private final Command version;
    private final Copy push;
    private final Copy pull;

    private LayoutClient(Command version, Copy push, Copy pull) {
        this.version = version;
        this.push = push;
        this.pull = pull;
    }

    private interface Copy {
        Command between(Path layout, String reference);
    }

    static LayoutClient skopeo() {
        return new LayoutClient(
                Command.of("skopeo", "--version"),
                (layout, reference) -> skopeoCopy("--dest-tls-verify=false", oci(layout), "docker://" + reference),
                (layout, reference) -> skopeoCopy("--src-tls-verify=false", "docker://" + reference, oci(layout)));
    }

    private static Command skopeoCopy(String option, String from, String to) {
        return Command.of("skopeo", "--insecure-policy", "copy", "--all", "--preserve-digests", option, from, to);
    }

    private static String oci(Path layout) {
        return "oci:" + layout + ":" + TestImages.TAG;
    }

    static LayoutClient crane() {
        return new LayoutClient(
                Command.of("crane", "version"),
                (layout, reference) -> Command.of("crane", "push", layout.toString(), reference),
                (layout, reference) -> Command.of("crane", "pull", "--format=oci", reference, layout.toString()));
    }

    static LayoutClient oras() {
        return new LayoutClient(
                Command.of("oras", "version"),
                (layout, reference) -> Command.of(
                        "oras", "cp", "--from-oci-layout", layout + ":" + TestImages.TAG, "--to-plain-http", reference),
                (layout, reference) -> Command.of(
                        "oras",
                        "cp",
                        "--from-plain-http",
                        reference,
                        "--to-oci-layout",
                        layout + ":" + TestImages.TAG));
    }

    @Override
    public String version() throws IOException {
        return version.run().lines().findFirst().orElse("");
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public Command push(OciLayout image, String reference) {
        return push.between(image.directory(), reference);
    }

    @Override
    public void pushIndex(OciLayout index, String reference) throws IOException {
        push(index, reference).run();
    }

    @Override
    public Digest pull(String reference) throws IOException {
        OciLayout pulled = new OciLayout(TestStack.temporaryDirectory());
        pull.between(pulled.directory(), reference).run();
        pulled.requireIntact();
        return pulled.configuration();
    }
}
