package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.AuditorConfig;
import io.spoolway.auditor.AuditorService;
import io.spoolway.config.Settings;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.IngestService;
import io.spoolway.service.RunningService;
import io.spoolway.stack.Component;
import io.spoolway.stack.KafkaBroker;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Names;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import io.spoolway.verifier.VerifierConfig;
import io.spoolway.verifier.VerifierService;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The broker is away: no completion is acknowledged, uploads go on as far as they can, and when it is back everything goes on
 * by itself.
 */
class BrokerOutageTest {
    private static final String REPOSITORY = "invariants/broker-outage";
    private static final int SIZE = 1 << 20;

    @Test
    void clientsAreToldToComeBackAndThePipelineGoesOnWhenTheBrokerIsBack() throws Exception {
        Path directory = TestStack.temporaryDirectory();
        KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"), 0);
        int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
        LocalStackConfig config = new LocalStackConfig(
                directory,
                0,
                port,
                0,
                0,
                EnumSet.complementOf(EnumSet.of(Component.KAFKA, Component.AUDITOR)),
                Map.of("SPOOLWAY_WORK_LOCK", "3s", "SPOOLWAY_JANITOR_INTERVAL", "0s"));
        try (LocalStack stack = LocalStack.start(config);
                ObjectStore store = Stores.of(stack)) {
            stack.awaitReady(Eventually.LIMIT);
            Registry registry = new Registry(stack.httpEndpoint());
            registry.push(REPOSITORY, Blobs.random(SIZE));
            Pushed half = Pushed.begin(registry, REPOSITORY, Blobs.random(SIZE));
            Pushed whole = Pushed.begin(registry, REPOSITORY, Blobs.random(SIZE));
            List<Pushed> acknowledged = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                acknowledged.add(Pushed.acknowledged(registry, REPOSITORY, Blobs.random(SIZE)));
            }

            broker.close();
            // what needs no event goes on
            HttpResponse<byte[]> patched = registry.patch(half.upload(), half.blob());
            assertThat(patched.statusCode())
                    .as(() -> Registry.describe(patched))
                    .isEqualTo(202);
            assertThat(Registry.offset(registry.get(registry.location(patched))))
                    .isEqualTo(SIZE);
            URI completing = Registry.withDigest(registry.location(patched), half.digest());
            assertAllComeBack(List.of(
                    () -> registry.put(completing, new byte[0]),
                    () -> registry.put(whole.completing(), whole.blob()),
                    () -> registry.post("/v2/" + REPOSITORY + "/blobs/uploads/", new byte[0])));

            broker = KafkaBroker.start(directory.resolve("kafka"), port);
            Eventually.await()
                    .untilAsserted(() -> assertThat(
                                    registry.put(completing, new byte[0]).statusCode())
                            .isEqualTo(201));
            HttpResponse<byte[]> repeated = registry.put(whole.completing(), whole.blob());
            assertThat(repeated.statusCode())
                    .as(() -> Registry.describe(repeated))
                    .isEqualTo(201);
            acknowledged.addAll(List.of(half, whole, Pushed.acknowledged(registry, REPOSITORY, Blobs.random(SIZE))));
            Pushed.assertAllLinkedOnce(stack, store, registry, acknowledged);
        } finally {
            broker.close();
        }
    }

    @Test
    void servicesStartWhenTheNameOfTheBrokerIsKnown() throws Exception {
        String name = "broker.test";
        try (KafkaBroker broker = KafkaBroker.start(TestStack.temporaryDirectory(), 0)) {
            Map<String, String> settings = Services.auditorSettings(Services.settings(
                    TestStack.shared(),
                    Map.of(
                            "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS",
                            broker.bootstrapServers().replace("127.0.0.1", name),
                            "SPOOLWAY_HTTP_PORT",
                            "0")));
            try (RunningService verifier = VerifierService.start(Settings.read(settings, VerifierConfig::from));
                    RunningService ingest = IngestService.start(Settings.read(settings, IngestConfig::from));
                    RunningService auditor = AuditorService.start(Settings.read(settings, AuditorConfig::from))) {
                List<RunningService> services = List.of(verifier, ingest, auditor);
                Eventually.await()
                        .untilAsserted(() -> assertThat(services)
                                .extracting(
                                        service -> service.monitoring().health().text())
                                .allSatisfy(text ->
                                        assertThat(text).startsWith("not ready").contains(name)));

                Names.add(name);

                Eventually.await()
                        .untilAsserted(() -> assertThat(services)
                                .extracting(
                                        service -> service.monitoring().health().text())
                                .containsOnly("ready"));
            }
        }
    }

    /** At once, since each waits some seconds for the broker. */
    private static void assertAllComeBack(List<Supplier<HttpResponse<byte[]>>> requests) {
        assertThat(requests.stream().map(CompletableFuture::supplyAsync).toList())
                .allSatisfy(answer -> {
                    assertThat(answer.join().statusCode())
                            .as(() -> Registry.describe(answer.join()))
                            .isEqualTo(503);
                    assertThat(answer.join()
                                    .headers()
                                    .firstValueAsLong("Retry-After")
                                    .orElseThrow())
                            .isPositive();
                });
    }
}
