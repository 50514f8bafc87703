package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.upload.Outcomes;
import io.spoolway.oci.Digest;
import io.spoolway.stack.Component;
import io.spoolway.stack.KafkaBroker;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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

    private record Pushed(URI upload, byte[] blob, Digest digest) {
        String id() {
            return Stores.uploadIn(upload).toString();
        }
    }

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
                EnumSet.complementOf(EnumSet.of(Component.KAFKA)),
                Map.of("SPOOLWAY_WORK_LOCK", "3s", "SPOOLWAY_JANITOR_INTERVAL", "0s"));
        try (LocalStack stack = LocalStack.start(config)) {
            stack.awaitReady(Duration.ofMinutes(1));
            Registry registry = new Registry(stack.httpEndpoint());
            registry.push(REPOSITORY, Blobs.random(SIZE));
            Pushed half = begin(registry);
            Pushed whole = begin(registry);
            List<Pushed> acknowledged = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                acknowledged.add(push(registry));
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
                    () -> registry.put(Registry.withDigest(whole.upload(), whole.digest()), whole.blob()),
                    () -> registry.post("/v2/" + REPOSITORY + "/blobs/uploads/", new byte[0])));

            broker = KafkaBroker.start(directory.resolve("kafka"), port);
            Eventually.await()
                    .untilAsserted(() -> assertThat(
                                    registry.put(completing, new byte[0]).statusCode())
                            .isEqualTo(201));
            HttpResponse<byte[]> repeated =
                    registry.put(Registry.withDigest(whole.upload(), whole.digest()), whole.blob());
            assertThat(repeated.statusCode())
                    .as(() -> Registry.describe(repeated))
                    .isEqualTo(201);
            acknowledged.addAll(List.of(half, whole, push(registry)));
            assertAllLinkedOnce(stack, registry, acknowledged);
        } finally {
            broker.close();
        }
    }

    private static Pushed begin(Registry registry) {
        byte[] blob = Blobs.random(SIZE);
        return new Pushed(registry.startUpload(REPOSITORY), blob, Registry.sha256(blob));
    }

    private static Pushed push(Registry registry) {
        Pushed begun = begin(registry);
        HttpResponse<byte[]> accepted = registry.put(
                Registry.withDigest(begun.upload(), begun.digest()), begun.blob(), "Prefer", "respond-async");
        assertThat(accepted.statusCode()).as(() -> Registry.describe(accepted)).isEqualTo(202);
        return begun;
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

    private static void assertAllLinkedOnce(LocalStack stack, Registry registry, List<Pushed> all) {
        Eventually.await().untilAsserted(() -> {
            Map<String, List<PipelineEvent>> events = Events.byUpload(stack.bootstrapServers());
            assertThat(all)
                    .allSatisfy(pushed ->
                            assertThat(events.get(pushed.id())).anyMatch(event -> event instanceof BlobLinked));
        });
        Map<String, List<PipelineEvent>> events = Events.byUpload(stack.bootstrapServers());
        for (Pushed pushed : all) {
            assertThat(events.get(pushed.id()).stream()
                            .filter(event -> Outcomes.ENDS.contains(event.type()))
                            .map(PipelineEvent::id)
                            .distinct())
                    .containsExactly(pushed.id() + "/blob.linked");
            assertThat(registry.get(Registry.blobPath(REPOSITORY, pushed.digest()))
                            .body())
                    .isEqualTo(pushed.blob());
        }
        assertThat(Events.deadLetters(stack.bootstrapServers())).isEmpty();
    }
}
