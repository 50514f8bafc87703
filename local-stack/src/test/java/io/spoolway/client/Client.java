package io.spoolway.client;

import io.spoolway.testing.Programs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A client that is tried where it is installed.
 *
 * @param programs what it needs on the path; the first is its name
 * @param needsRoot whether only root can run it as it is run here
 * @param mounts whether it mounts what it has pushed before to another repository
 */
record Client(List<String> programs, boolean needsRoot, boolean mounts, Starter starter) {
    static final Client SKOPEO = new Client(List.of("skopeo"), false, true, LayoutClient::skopeo);
    static final Client DOCKER = new Client(List.of("docker", "dockerd"), true, true, DockerClient::start);
    static final Client CTR = new Client(List.of("ctr", "containerd"), true, true, ContainerdClient::start);

    private static final List<Client> ALL = List.of(
            SKOPEO,
            new Client(List.of("crane"), false, false, LayoutClient::crane),
            new Client(List.of("oras"), false, false, LayoutClient::oras),
            new Client(List.of("buildah"), true, true, () -> new StorageClient("buildah")),
            new Client(List.of("podman"), true, true, () -> new StorageClient("podman")),
            DOCKER,
            CTR);

    /** All of them; a client is the same each time. */
    static List<Client> all() {
        return ALL;
    }

    interface Starter {
        ImageClient start() throws IOException;
    }

    /** Why it cannot be tried here, if so. */
    Optional<String> missing() {
        for (String program : programs) {
            if (Programs.find(program).isEmpty()) {
                return Optional.of(program + " is not installed");
            }
        }
        if (needsRoot && !System.getProperty("user.name").equals("root")) {
            return Optional.of(programs.getLast() + " needs root here");
        }
        return Optional.empty();
    }

    /** Ready to work; the receiver closes it. */
    ImageClient start() throws IOException {
        return starter.start();
    }

    @Override
    public String toString() {
        return programs.getFirst();
    }
}
