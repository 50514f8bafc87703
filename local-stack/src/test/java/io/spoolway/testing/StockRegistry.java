package io.spoolway.testing;

import io.spoolway.stack.LocalStack;
import io.spoolway.stack.S3Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Debian's {@code docker-registry} (CNCF Distribution) on the bucket of a stack. The environment variable {@code
 * STOCK_REGISTRY} names another program of its kind, such as a newer version.
 */
public final class StockRegistry implements AutoCloseable {
    private final Process process;
    private final Registry registry;

    private StockRegistry(Process process, Registry registry) {
        this.process = process;
        this.registry = registry;
    }

    /** The program; empty where it is not installed. */
    public static Optional<Path> program() {
        String named = System.getenv("STOCK_REGISTRY");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Programs.find("docker-registry");
    }

    /** Starts it and waits until it answers. */
    public static StockRegistry start(LocalStack stack) throws IOException {
        int port = ServiceProcess.freePort();
        Path directory = TestStack.temporaryDirectory();
        Path config = Files.writeString(directory.resolve("config.yml"), config(stack, port));
        ProcessBuilder builder = new ProcessBuilder(program().orElseThrow().toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        // with it the S3 driver does not start
        builder.environment().remove("AWS_CA_BUNDLE");
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        Registry registry = new Registry(URI.create("http://127.0.0.1:" + port));
        Eventually.await().ignoreExceptions().until(() -> registry.get("/v2/").statusCode() == 200);
        return new StockRegistry(process, registry);
    }

    private static String config(LocalStack stack, int port) {
        S3Credentials credentials = S3Credentials.defaults();
        return """
                version: 0.1
                log:
                  level: info
                storage:
                  s3:
                    accesskey: %s
                    secretkey: %s
                    region: %s
                    regionendpoint: %s
                    bucket: %s
                    secure: false
                    forcepathstyle: true
                  redirect:
                    disable: true
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:%d
                """.formatted(
                        credentials.accessKey(),
                        credentials.secretKey(),
                        credentials.region(),
                        stack.s3Endpoint(),
                        credentials.bucket(),
                        port);
    }

    /** It, as a client sees it. */
    public Registry registry() {
        return registry;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
