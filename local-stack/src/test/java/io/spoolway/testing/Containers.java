package io.spoolway.testing;

import com.github.dockerjava.api.exception.NotFoundException;
import io.spoolway.stack.BrokerConfiguration;
import io.spoolway.stack.Component;
import io.spoolway.stack.S3Credentials;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/** Broker and store in containers, as they are in production. Testcontainers removes them when the JVM ends. */
final class Containers {
    private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    private static final int KAFKA_PORT = 9092;
    private static final String S3_IMAGE = "versity/versitygw:v1.8.0";
    private static final int S3_PORT = 7070;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private Containers() {}

    /** What to do about an image that the engine does not have. */
    enum Missing {
        PULL,
        FAIL
    }

    /** There is no engine that answers, or it lacks an image, or what it runs cannot be reached from here. */
    static final class UnavailableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    /** @param images what they run, for people */
    record Started(String images, Backing.Ports ports) {}

    /**
     * They have a network of their own: the engine's default one is shared with whatever else runs there.
     *
     * @throws UnavailableException when it cannot be, and why
     */
    static Started start(Missing missing) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new UnavailableException("no Docker engine answers");
        }
        for (String image : List.of(KAFKA_IMAGE, S3_IMAGE)) {
            if (missing == Missing.FAIL && !isThere(image)) {
                throw new UnavailableException("the Docker engine does not have the image " + image);
            }
        }
        Map<Component, Integer> ports = new EnumMap<>(Component.class);
        Network network = Network.newNetwork();
        ports.put(Component.KAFKA, run(broker().withNetwork(network), KAFKA_PORT));
        ports.put(Component.S3, run(store().withNetwork(network), S3_PORT));
        return new Started(KAFKA_IMAGE + " and " + S3_IMAGE, new Backing.Ports(ports));
    }

    private static boolean isThere(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static KafkaContainer broker() {
        Map<String, String> environment = BrokerConfiguration.ofOneNode().entrySet().stream()
                .collect(Collectors.toMap(
                        setting -> "KAFKA_"
                                + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                        Map.Entry::getValue));
        return new KafkaContainer(KAFKA_IMAGE).withEnv(environment).withEnv("KAFKA_HEAP_OPTS", "-Xmx512m");
    }

    /** It makes no bucket when it is asked to start; with its backend a bucket is a directory. */
    private static GenericContainer<?> store() {
        S3Credentials account = S3Credentials.defaults();
        return new GenericContainer<>(S3_IMAGE)
                .withEnv("ROOT_ACCESS_KEY", account.accessKey())
                .withEnv("ROOT_SECRET_KEY", account.secretKey())
                .withEnv("VGW_REGION", account.region())
                .withEnv("VGW_PORT", ":" + S3_PORT)
                .withEnv("VGW_HEALTH", "/health")
                .withEnv("VGW_KEEP_ALIVE", "true")
                .withEnv("VGW_QUIET", "true")
                .withExposedPorts(S3_PORT)
                .withCreateContainerCmdModifier(container -> container.withEntrypoint(
                        "sh",
                        "-c",
                        "mkdir -p /data/%s && exec /usr/local/bin/versitygw posix /data".formatted(account.bucket())))
                .waitingFor(Wait.forHttp("/health").forPort(S3_PORT));
    }

    private static int run(GenericContainer<?> container, int port) {
        try {
            // the port that the engine chose may just have been taken by another process
            container
                    .withStartupAttempts(3)
                    .withStartupTimeout(Eventually.LIMIT)
                    .start();
        } catch (ContainerLaunchException e) {
            throw new UnavailableException("%s does not start: %s".formatted(container.getDockerImageName(), e));
        }
        int published = container.getMappedPort(port);
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), published),
                    Math.toIntExact(CONNECT.toMillis()));
            return published;
        } catch (IOException e) {
            container.stop();
            throw new UnavailableException(
                    "what the Docker engine publishes cannot be reached on 127.0.0.1: " + e.getMessage());
        }
    }
}
