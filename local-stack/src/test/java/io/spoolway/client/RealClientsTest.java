package io.spoolway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spoolway.event.BlobMounted;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients that people use push whole images and pull them back, with no setting of their own changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {
    private static final String CLIENTS = "io.spoolway.client.Client#all";
    private static final String TAG = "latest";

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final Map<Client, ImageClient> clients = new HashMap<>();

    @AfterAll
    void stop() {
        clients.values().forEach(ImageClient::close);
    }

    private ImageClient start(Client client) throws IOException {
        assumeTrue(
                client.missing().isEmpty(),
                () -> client + ": " + client.missing().orElseThrow());
        ImageClient started = clients.get(client);
        if (started == null) {
            started = client.start();
            clients.put(client, started);
            System.out.println(client + ": " + started.version());
        }
        return started;
    }

    private static String reference(URI endpoint, String repository) {
        return endpoint.getAuthority() + "/" + repository + ":" + TAG;
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void anImageComesBackAsItWasPushedFromOneRepositoryAndFromASecond(Client client) throws Exception {
        ImageClient started = start(client);
        OciLayout image = TestImages.jdk();

        for (int copy = 0; copy < 2; copy++) {
            String repository = Registry.newRepository();
            started.push(image, reference(stack.httpEndpoint(), repository)).run();
            requireStored(started, image, repository);
            if (copy > 0 && client.mounts()) {
                requireLayersMounted(repository);
            }
        }
    }

    private void requireLayersMounted(String repository) {
        assertThat(Events.of(stack.bootstrapServers(), repository))
                .filteredOn(BlobMounted.class::isInstance)
                .hasSizeGreaterThanOrEqualTo(TestImages.JDK_LAYERS);
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void anIndexOfTwoPlatformsComesBackAsItWasPushed(Client client) throws Exception {
        ImageClient started = start(client);
        OciLayout index = TestImages.twoPlatforms();
        String repository = Registry.newRepository();

        started.pushIndex(index, reference(stack.httpEndpoint(), repository));

        String manifest = new String(
                registry.get("/v2/" + repository + "/manifests/" + TAG, "Accept", "*/*")
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(OciLayout.JSON.readTree(manifest).path("manifests")).hasSize(2);
        requireStored(started, index, repository);
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aPushThatWasCutInTheMiddleSucceedsWhenItIsRepeated(Client client) throws Exception {
        ImageClient started = start(client);
        OciLayout image = TestImages.jdk();
        String repository = Registry.newRepository();
        try (PausableProxy proxy = PausableProxy.to(stack.httpEndpoint())) {
            // so that it cannot be done before it is cut
            PausableProxy.Hindrance manifest = proxy.holdRequests(PausableProxy.request("PUT", "/manifests/"));
            double before = spooledBytes();
            try (Command.Running push =
                    started.push(image, reference(proxy.endpoint(), repository)).start()) {
                Eventually.await()
                        .until(() -> spooledBytes() > before + 16_000_000
                                || !push.process().isAlive());
                assertThat(push.process().isAlive()).as(push.printed()).isTrue();
                push.process().destroyForcibly().waitFor();
            }
            proxy.cut();
            manifest.drop();
            assertThat(registry.get("/v2/" + repository + "/manifests/" + TAG).statusCode())
                    .isEqualTo(404);

            proxy.restore();
            started.push(image, reference(proxy.endpoint(), repository)).run();
        }
        requireStored(started, image, repository);
    }

    private void requireStored(ImageClient client, OciLayout image, String repository) throws IOException {
        Digest stored = new StoredImage(registry, repository).requireWhole(TAG);
        if (client.keepsBytes()) {
            assertThat(stored).isEqualTo(image.published());
        }
        assertThat(client.pull(reference(stack.httpEndpoint(), repository))).isEqualTo(image.configuration());
    }

    private double spooledBytes() {
        String name = "spoolway_ingest_spooled_bytes_total ";
        return new String(registry.get("/metrics").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }
}
