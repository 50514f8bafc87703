package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.ingest.IngestService;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
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
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int UPLOADS = 3_000;
    private static final int CLIENTS = 8;
    private static final int KILLS = 9;
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
        AtomicInteger pushed = new AtomicInteger();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> pushes = new ArrayList<>();
            for (int i = 0; i < UPLOADS; i++) {
                boolean isGood = i % 50 != 7;
                pushes.add(clients.submit(() -> {
                    push(isGood);
                    pushed.incrementAndGet();
                }));
            }
            killWhile(pushed);
            for (Future<?> push : pushes) {
                push.get();
            }
        }
        String kafka = stack.bootstrapServers();
        Map<String, UploadStatus> live = AuditLog.statusesWhenEnded(kafka, UPLOADS, Duration.ofMinutes(5));

        assertThat(AuditLog.steps(kafka)).isEqualTo(expected);
        assertThat(AuditLog.entries(kafka).values()).allSatisfy(entries -> {
            assertThat(entries).noneMatch(entry -> entry.gap());
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
            }
        });
        assertThat(live.values().stream().filter(status -> status.state() == UploadState.REJECTED))
                .hasSize(UPLOADS / 50)
                .allSatisfy(status -> assertThat(status.reason()).contains("hash to"));

        assertThat(replayed(live.size())).isEqualTo(live);
    }

    private void push(boolean isGood) {
        byte[] blob = Blobs.random(100);
        URI upload = registry.startUpload(REPOSITORY);
        expected.put(Stores.uploadIn(upload).toString(), isGood ? LINKED : REJECTED);
        URI completing = Registry.withDigest(upload, Registry.sha256(isGood ? blob : Blobs.random(100)));
        HttpResponse<byte[]> answer = registry.put(completing, blob, "Prefer", "respond-async");
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(202);
    }

    /** Kills a verifier, a linker and an auditor in turn, in the middle of whatever they do, and starts others. */
    private void killWhile(AtomicInteger pushed) throws Exception {
        Service[] services = {Service.VERIFIER, Service.LINKER, Service.AUDITOR};
        Map<Service, ServiceProcess> victims = new EnumMap<>(Service.class);
        for (Service service : services) {
            victims.put(service, process(service));
        }
        // a second auditor, which takes over what the killed one did
        process(Service.AUDITOR).ready();
        for (int kill = 0; kill < KILLS; kill++) {
            int from = (kill + 1) * UPLOADS / (KILLS + 2);
            Eventually.await().until(() -> pushed.get() >= from);
            Service service = services[kill % services.length];
            ServiceProcess victim = victims.put(service, process(service));
            if (victim != null) {
                victim.kill();
            }
        }
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
