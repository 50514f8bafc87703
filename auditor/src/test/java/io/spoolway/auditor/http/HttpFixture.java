package io.spoolway.auditor.http;

import io.javalin.Javalin;
import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.Latencies;
import io.spoolway.auditor.fold.Step;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.auditor.view.AuditView;
import io.spoolway.auditor.view.AuditViews;
import io.spoolway.auditor.view.Counts;
import io.spoolway.auditor.view.CountsQuery;
import io.spoolway.auditor.view.RepositoryPage;
import io.spoolway.auditor.view.RepositoryQuery;
import io.spoolway.auditor.view.UploadPage;
import io.spoolway.auditor.view.UploadQuery;
import io.spoolway.auditor.view.ViewUnavailableException;
import io.spoolway.event.Client;
import io.spoolway.event.KafkaConfig;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.service.Monitoring;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** All endpoints, over a view that knows one upload. */
final class HttpFixture implements AutoCloseable {
    static final String SCRIPT = "<script>alert(\"1\")</script>";
    static final String REPOSITORY = "library/alpine";

    final UploadId id = UploadId.next();
    final AtomicReference<UploadQuery> lastQuery = new AtomicReference<>();
    volatile boolean unavailable;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Monitoring monitoring = new Monitoring();
    private final EventStreams events =
            new EventStreams(new KafkaConfig("127.0.0.1:1", Map.of(), 1, (short) 1), monitoring.meters());
    final Javalin javalin;

    HttpFixture() {
        AuditViews views = new AuditViews(new Known(Set.of(3)), new Known(Set.of(0, 1, 2, 3)));
        this.javalin = Javalin.create(config -> AuditorHttp.configure(
                        config,
                        () -> {
                            if (unavailable) {
                                throw new ViewUnavailableException("the auditors are sharing out their work");
                            }
                            return views;
                        },
                        events,
                        monitoring))
                .start("127.0.0.1", 0);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(javalin.port(), path)))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    Upload upload() {
        Instant started = id.startedAt();
        return new Upload(
                id,
                new RepositoryName(REPOSITORY),
                UploadState.REJECTED,
                true,
                new Client("192.0.2.7", SCRIPT),
                Digest.parse("sha256:" + "ab".repeat(32)),
                13L,
                null,
                List.of(
                        new Step("upload.started", started, "node-1", null, 0, 0, SCRIPT, false, Map.of()),
                        new Step(
                                "upload.completed",
                                started.plusMillis(20),
                                "node-1",
                                "upload.started",
                                0,
                                20,
                                null,
                                false,
                                Map.of("chunks", 1)),
                        new Step(
                                Step.STALLED,
                                started.plusMillis(30),
                                "",
                                "upload.completed",
                                10,
                                0,
                                null,
                                false,
                                Map.of("waitingFor", "blob.verified")),
                        new Step(
                                "upload.rejected",
                                started.plusMillis(50),
                                "node-2",
                                "upload.completed",
                                5,
                                25,
                                null,
                                false,
                                Map.of("reason", "DIGEST_MISMATCH", "detail", "they hash to another"))),
                List.of());
    }

    private final class Known implements AuditView {
        private final Set<Integer> partitions;

        Known(Set<Integer> partitions) {
            this.partitions = partitions;
        }

        @Override
        public Optional<Upload> upload(UploadId asked) {
            return asked.equals(id) ? Optional.of(HttpFixture.this.upload()) : Optional.empty();
        }

        @Override
        public UploadPage uploads(UploadQuery query) {
            lastQuery.set(query);
            return new UploadPage(partitions, List.of(UploadStatus.of(HttpFixture.this.upload())), id);
        }

        @Override
        public RepositoryPage repositories(RepositoryQuery query) {
            return new RepositoryPage(partitions, new TreeMap<>(Map.of(REPOSITORY, activity())), REPOSITORY);
        }

        @Override
        public Counts counts(CountsQuery query) {
            Instant minute = Instant.parse("2026-01-31T12:00:00Z");
            return new Counts(
                    partitions,
                    Map.of("verifying", 2L),
                    1,
                    activity(),
                    List.of(
                            new Counts.Window(minute, new Activity(Map.of("upload.started", 1L), 0, Latencies.NONE)),
                            new Counts.Window(minute.plusSeconds(60), activity())));
        }

        private static Activity activity() {
            return new Activity(Map.of("upload.rejected", 1L, "blob.linked", 1L), 13, Latencies.of(42));
        }
    }

    @Override
    public void close() throws Exception {
        events.close();
        javalin.stop();
        client.close();
        monitoring.close();
    }
}
