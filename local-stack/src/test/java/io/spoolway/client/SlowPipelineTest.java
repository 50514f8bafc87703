package io.spoolway.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spoolway.event.UploadCompleted;
import io.spoolway.service.StepService;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pipeline that needs longer for a blob than clients wait: containerd, and so Docker 29 and BuildKit, gives up 30 s after
 * the commit. All clients push at once to a stack whose verifier gets no byte before 45 s after the first upload was complete.
 */
@EnabledIf(value = "anyIsInstalled", disabledReason = "none of skopeo, docker and ctr can be run here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowPipelineTest {
    private static final Duration HELD_BACK = Duration.ofSeconds(45);

    /** Longer than containerd waits for the answer to a commit. */
    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    private final Map<Client, ImageClient> clients = new HashMap<>();
    private final Map<Client, Command.Running> pushes = new HashMap<>();
    private final Map<Client, OciLayout> images = new HashMap<>();
    private final LocalStack stack;
    private final Registry registry;
    private final PausableProxy store;
    private final StepService verifier;

    SlowPipelineTest() throws Exception {
        stack = TestStack.start(Set.of(Component.KAFKA, Component.S3, Component.INGEST_API, Component.LINKER));
        registry = new Registry(stack.httpEndpoint());
        store = PausableProxy.to(stack.s3Endpoint());
        Map<String, String> settings = Services.settings(stack, store);
        // no job is to be done twice, however slow the machine is
        settings.put("SPOOLWAY_WORK_LOCK", "1m");
        verifier = Services.verifier(settings);
    }

    static boolean anyIsInstalled() {
        return clients().stream().anyMatch(client -> client.missing().isEmpty());
    }

    static List<Client> clients() {
        return List.of(Client.SKOPEO, Client.DOCKER, Client.CTR);
    }

    @BeforeAll
    void push() throws IOException {
        PausableProxy.Hindrance verifying = store.holdRequests(PausableProxy.request("GET", "/uploads/"));
        Map<Client, Command> commands = new HashMap<>();
        for (Client client : clients()) {
            if (client.missing().isEmpty()) {
                ImageClient started = client.start();
                OciLayout image = TestImages.small(List.of());
                clients.put(client, started);
                images.put(client, image);
                commands.put(client, started.push(image, reference(client)));
            }
        }
        for (Map.Entry<Client, Command> command : commands.entrySet()) {
            pushes.put(command.getKey(), command.getValue().start());
        }
        Eventually.await().until(() -> repositoriesWithACompletedUpload() > 0);
        Instant first = Instant.now();
        Eventually.await().until(() -> repositoriesWithACompletedUpload() == pushes.size());
        Instant last = Instant.now();
        Eventually.await()
                .until(() -> Duration.between(first, Instant.now()).compareTo(HELD_BACK) > 0 || !ended().isEmpty());
        for (Client client : ended()) {
            assertThat(requireNonNull(pushes.get(client)).printed())
                    .as(client + " did not wait")
                    .isNull();
        }
        assertThat(Duration.between(last, Instant.now()))
                .as("all clients have waited")
                .isGreaterThan(TOO_LONG);
        verifying.release();
    }

    private List<Client> ended() {
        return pushes.entrySet().stream()
                .filter(push -> !push.getValue().process().isAlive())
                .map(Map.Entry::getKey)
                .toList();
    }

    private long repositoriesWithACompletedUpload() {
        return Events.byUpload(stack.bootstrapServers()).values().stream()
                .flatMap(List::stream)
                .filter(UploadCompleted.class::isInstance)
                .map(event -> ((UploadCompleted) event).repository())
                .distinct()
                .count();
    }

    private static String repository(Client client) {
        return "slow/" + client;
    }

    private String reference(Client client) {
        return stack.httpEndpoint().getAuthority() + "/" + repository(client) + ":latest";
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aPushSucceedsAlthoughThePipelineNeeds45Seconds(Client client) throws IOException {
        assumeTrue(client.missing().isEmpty(), () -> client.missing().orElseThrow());
        OciLayout image = requireNonNull(images.get(client));

        Command.Result result = requireNonNull(pushes.get(client)).end();

        assertThat(result.exit()).as(result.output()).isZero();
        new StoredImage(registry, repository(client)).requireWhole("latest");
        assertThat(requireNonNull(clients.get(client)).pull(reference(client))).isEqualTo(image.configuration());
    }

    @AfterAll
    void stop() throws Exception {
        for (Command.Running push : pushes.values()) {
            push.close();
        }
        clients.values().forEach(ImageClient::close);
        verifier.close();
        store.close();
        stack.close();
    }
}
