package io.spoolway.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.IngestService;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.PausableProxy.Hindrance;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Invariants 2 and 5: an acknowledged completion reaches exactly one end, whatever is killed in between, and any number of
 * processes may start and die at any time. The processes are real, and so is {@code kill -9}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcknowledgedCompletionsReachExactlyOneEndTest {
    private static final String REPOSITORY = "invariants/one-end";
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    /** Ten of each round, two rounds before the first kill and two while processes die. One is large (work.LargeJobs). */
    private static final int[] SIZES = {
        16 * KIB, 9 * MIB, 100_000, 16 * KIB, 64 * MIB, MIB, 16 * KIB, 5 * MIB, 333, 2 * MIB
    };

    private final LocalStack stack = TestStack.bare();
    private final ObjectStore store = Stores.of(stack);
    private final List<ServiceProcess> processes = new ArrayList<>();
    private IngestService ingest;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        ingest = Services.ingest(Services.settings(stack, Map.of()));
        registry = Services.registry(ingest);
    }

    @AfterAll
    void stop() throws Exception {
        ingest.close();
        store.close();
    }

    @AfterEach
    void stopProcesses() {
        processes.forEach(ServiceProcess::close);
        processes.clear();
    }

    @Test
    void verifiersAndLinkersMayBeKilledInTheMiddleOfAnyJob() throws Exception {
        List<Pushed> pushed = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService clients = Executors.newFixedThreadPool(4);
                PausableProxy verifierStore = PausableProxy.to(stack.s3Endpoint());
                PausableProxy linkerStore = PausableProxy.to(stack.s3Endpoint())) {
            List<Future<?>> pushes = new ArrayList<>(pushRounds(clients, pushed, 2));

            // a verifier has received part of a chunk, and a linker has copied but not linked
            Hindrance verifying = verifierStore.holdAnswers(PausableProxy.request("GET", "spoolway/v1/uploads/"), 100);
            Hindrance linking =
                    linkerStore.holdRequests(PausableProxy.request("PUT", "docker/registry/v2/repositories/"));
            ServiceProcess verifier = start(Service.VERIFIER, verifierStore);
            ServiceProcess linker = start(Service.LINKER, linkerStore);
            Eventually.await().until(() -> verifying.count() > 0);
            ServiceProcess nextVerifier = start(Service.VERIFIER, verifierStore);
            verifier.kill();
            verifying.drop();
            Eventually.await().until(() -> linking.count() > 0);
            linker.kill();
            linking.drop();

            // the next linker has told of the end, but has not deleted
            ServiceProcess nextLinker = start(Service.LINKER, linkerStore).ready();
            Hindrance deleting = linkerStore.holdRequests(PausableProxy.request("POST", "delete"));
            pushes.addAll(pushRounds(clients, pushed, 1));
            Eventually.await().until(() -> deleting.count() > 0);
            nextLinker.kill();
            deleting.drop();

            // and the next verifier is about to read; both are followed by others while uploads still come in
            Hindrance reading = verifierStore.holdRequests(PausableProxy.request("GET", "spoolway/v1/uploads/"));
            pushes.addAll(pushRounds(clients, pushed, 1));
            Eventually.await().until(() -> reading.count() > 0);
            nextVerifier.kill();
            reading.drop();
            ServiceProcess lastVerifier = start(Service.VERIFIER, verifierStore);
            ServiceProcess lastLinker = start(Service.LINKER, linkerStore);
            for (Future<?> push : pushes) {
                push.get();
            }
            Pushed.assertAllLinkedOnce(stack, store, registry, pushed);
            assertThat(lastVerifier.isAlive() && lastLinker.isAlive()).isTrue();
        }
    }

    @Test
    void aNodeKilledBetweenTheSealAndTheEventIsMadeUpForByARepeatedRequest() throws Exception {
        Pushed pushed = Pushed.begin(registry, REPOSITORY, Blobs.random(MIB));
        try (PausableProxy proxy = PausableProxy.to(stack.s3Endpoint())) {
            ServiceProcess doomed = start(Service.INGEST_API, proxy);
            Registry node = new Registry(doomed.ready().endpoint());
            Hindrance sealed = proxy.holdAnswers(PausableProxy.request("PUT", StorageLayout.upload(pushed.id())), 0);
            CompletableFuture<HttpResponse<byte[]>> request =
                    CompletableFuture.supplyAsync(() -> node.put(node.here(pushed.completing()), pushed.blob()));
            Eventually.await().until(() -> sealed.count() > 0);
            doomed.kill();
            sealed.drop();
            assertThatThrownBy(request::join).hasMessageContaining("PUT");
        }
        assertThat(store.list(StorageLayout.upload(pushed.id()))).hasSize(1);
        assertThat(Events.of(stack.bootstrapServers(), pushed.id().toString()))
                .extracting(PipelineEvent::type)
                .containsExactly(EventType.UPLOAD_STARTED);

        try (AutoCloseable verifier = Services.verifier(Services.settings(stack, Map.of()));
                AutoCloseable linker = Services.linker(Services.settings(stack, Map.of()))) {
            HttpResponse<byte[]> repeated = registry.put(pushed.completing(), pushed.blob());
            assertThat(repeated.statusCode())
                    .as(() -> Registry.describe(repeated))
                    .isEqualTo(201);
            Pushed.assertAllLinkedOnce(stack, store, registry, List.of(pushed));
        }
    }

    private ServiceProcess start(Service service, PausableProxy proxy) throws IOException {
        ServiceProcess process = ServiceProcess.start(service, Services.settings(stack, proxy), "256m");
        processes.add(process);
        return process;
    }

    private List<Future<?>> pushRounds(ExecutorService clients, List<Pushed> pushed, int rounds) {
        List<Future<?>> pushes = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int size : SIZES) {
                pushes.add(clients.submit(
                        () -> pushed.add(Pushed.acknowledged(registry, REPOSITORY, Blobs.random(size)))));
            }
        }
        return pushes;
    }
}
