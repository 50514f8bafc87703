package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.event.EventType;
import io.spoolway.ingest.IngestService;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.ServiceProcess;
import io.spoolway.testing.ServiceProcess.Service;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Invariant 2, as outsiders see it: the audit record shows each step of each upload once and in order, whatever is killed
 * meanwhile; and it can be had again from the topics. The processes are real, and so is {@code kill -9}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIsExactTest {
    /** At least. */
    private static final int UPLOADS = 2_000;

    private static final int CLIENTS = 8;
    private static final int KILLS = 6;
    private static final String REPOSITORY = "audit/exact";
    private static final List<String> LINKED =
            List.of("upload.started", "upload.completed", "blob.verified", "blob.linked");
    private static final List<String> REJECTED = List.of("upload.started", "upload.completed", "upload.rejected");

    /** The steps that each upload must have gone through, by its id. */
    private final Map<String, List<String>> expected = new ConcurrentHashMap<>();

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private LocalStack stack;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        stack = TestStack.start(Set.of(Component.KAFKA, Component.S3));
        running.push(stack);
        IngestService ingest = Services.ingest(Services.settings(stack, Map.of()));
        running.push(ingest);
        registry = Services.registry(ingest);
    }

    @AfterAll
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    @Test
    void eachStepStandsInTheRecordOnceAndInOrderWhateverIsKilledAndAReplayGivesTheSame() throws Exception {
        killAtWork();
        String kafka = stack.bootstrapServers();
        Map<String, UploadStatus> live = AuditLog.statusesWhenEnded(kafka, expected.size(), Duration.ofMinutes(5));

        assertThat(AuditLog.steps(kafka)).isEqualTo(expected);
        assertThat(AuditLog.entries(kafka).values()).allSatisfy(entries -> {
            assertThat(entries).noneMatch(entry -> entry.gap());
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
            }
        });
        assertThat(live.values().stream().filter(status -> status.state() == UploadState.REJECTED))
                .hasSize(Collections.frequency(expected.values(), REJECTED))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status.reason()).contains("hash to"));

        assertThat(replayed(live.size())).isEqualTo(live);
    }

    /**
     * A verifier, a linker and an auditor in turn: each is killed when it has begun with uploads while others are still being pushed, and
     * another one comes after it.
     */
    private void killAtWork() throws Exception {
        Service[] services = {Service.VERIFIER, Service.LINKER, Service.AUDITOR};
        Map<Service, ServiceProcess> victims = new EnumMap<>(Service.class);
        for (Service service : services) {
            victims.put(service, process(service));
        }
        // a second auditor, which takes over what the killed one did
        process(Service.AUDITOR).ready();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int kill = 0; kill < KILLS; kill++) {
                victims.values().forEach(ServiceProcess::ready);
                Service service = services[kill % services.length];
                String told = toldBy(service);
                long before = Events.count(admin, told);
                Pushing pushing = new Pushing(UPLOADS / KILLS, clients);
                try {
                    Eventually.await().until(() -> Events.count(admin, told) > before);
                    Objects.requireNonNull(victims.put(service, process(service)))
                            .kill();
                } finally {
                    pushing.end();
                }
            }
        }
    }

    /** Clients that push so many uploads, and go on until they are told to end. */
    private final class Pushing {
        private final AtomicInteger left;
        private final List<Future<?>> clients;
        private volatile boolean ending;

        Pushing(int atLeast, ExecutorService executor) {
            left = new AtomicInteger(atLeast);
            clients = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(i -> executor.submit(this::push))
                    .toList();
        }

        private void push() {
            while (!ending || left.get() > 0) {
                AuditIsExactTest.this.push(left.getAndDecrement() % 50 != 0);
            }
        }

        void end() throws Exception {
            ending = true;
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    /** A topic that grows with the work of the service. */
    private static String toldBy(Service service) {
        return switch (service) {
            case VERIFIER -> EventType.BLOB_VERIFIED.topic();
            case LINKER -> EventType.BLOB_LINKED.topic();
            case AUDITOR -> AuditTopics.AUDIT;
            case INGEST_API -> throw new IllegalArgumentException("it is not killed here");
        };
    }

    private void push(boolean isGood) {
        byte[] blob = Blobs.random(100);
        URI upload = registry.startUpload(REPOSITORY);
        expected.put(Stores.uploadIn(upload).toString(), isGood ? LINKED : REJECTED);
        URI completing = Registry.withDigest(upload, Registry.sha256(isGood ? blob : Blobs.random(100)));
        HttpResponse<byte[]> answer = registry.put(completing, blob, "Prefer", "respond-async");
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(202);
    }

    private ServiceProcess process(Service service) throws Exception {
        Path state = TestStack.temporaryDirectory();
        ServiceProcess process = ServiceProcess.start(
                service, Services.settings(stack, Map.of("SPOOLWAY_AUDITOR_STATE_DIR", state.toString())), "256m");
        running.push(process);
        return process;
    }

    /** What an auditor that knows nothing makes of the same topics. */
    private Map<String, UploadStatus> replayed(int uploads) throws Exception {
        LocalStack other = TestStack.start(Set.of(Component.KAFKA));
        running.push(other);
        Map<String, String> settings = Services.settings(
                other,
                Map.of(
                        "SPOOLWAY_AUDITOR_STATE_DIR",
                        TestStack.temporaryDirectory().toString()));
        ServiceProcess auditor = ServiceProcess.start(Service.AUDITOR, settings, "256m");
        running.push(auditor);
        auditor.ready();
        AuditLog.mirror(stack.bootstrapServers(), other.bootstrapServers());
        return AuditLog.statusesWhenEnded(other.bootstrapServers(), uploads, Eventually.LIMIT);
    }
}
