package io.spoolway.auditor.webhook;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.event.KafkaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Delivers in a process of its own, which a test may kill. */
final class WebhookProcess implements AutoCloseable {
    private final Process process;

    private WebhookProcess(Process process) {
        this.process = process;
    }

    /** @param endpoints the file of endpoints */
    static WebhookProcess start(Path endpoints, KafkaConfig kafka) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WebhookProcess.class.getName(),
                        endpoints.toString(),
                        kafka.bootstrapServers(),
                        kafka.clientProperties().getOrDefault("session.timeout.ms", "45000"))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        return new WebhookProcess(process);
    }

    public static void main(String[] args) throws InterruptedException {
        KafkaConfig kafka = new KafkaConfig(args[1], Map.of("session.timeout.ms", args[2]), 3, (short) -1);
        try (Webhooks webhooks = Webhooks.start(Endpoints.read(Path.of(args[0])), kafka, new SimpleMeterRegistry())) {
            new CountDownLatch(1).await();
        }
    }

    /** {@code kill -9}. Returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
