package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.auditor.SseConnection.Event;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code GET /events}: nothing is lost and nothing comes twice, whatever happens to connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> STEPS =
            List.of("upload.started", "upload.completed", "blob.verified", "blob.linked");
    private static final int MOST_CLIENTS = 64;

    private LocalStack stack;
    private Registry registry;
    private AuditorClient auditor;

    @BeforeAll
    void start() throws Exception {
        stack = TestStack.start(
                Set.of(Component.KAFKA, Component.S3, Component.INGEST_API, Component.VERIFIER, Component.LINKER));
        registry = new Registry(stack.httpEndpoint());
        auditor = AuditorClient.start(stack, Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        auditor.close();
        stack.close();
    }

    /** Returns the upload id. */
    private String push(String repository) {
        byte[] blob = Blobs.random(100);
        URI upload = registry.startUpload(repository);
        HttpResponse<byte[]> answer = registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob);
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(201);
        return Stores.uploadIn(upload).toString();
    }

    private SseConnection open(String path) {
        return open(path, null);
    }

    /** Clients of other tests, which have gone, may not have been found to be gone yet. */
    private SseConnection open(String path, @Nullable String lastEventId) {
        return Eventually.await()
                .until(
                        () -> SseConnection.open(auditor.url(path), lastEventId),
                        connection -> !connection.status().startsWith("HTTP/1.1 503 "));
    }

    private static JsonNode json(Event event) {
        try {
            return JSON.readTree(event.data());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> steps(List<Event> events) {
        Map<String, List<String>> steps = new HashMap<>();
        for (Event event : events) {
            JsonNode json = json(event);
            steps.computeIfAbsent(json.path("subject").asText(), upload -> new ArrayList<>())
                    .add(json.path("data").path("step").asText());
        }
        return steps;
    }

    @Test
    void aClientThatIsCutOffAgainAndAgainGetsEachEventOnceAndInOrder() throws Exception {
        String repository = Registry.newRepository();
        int uploads = 40;
        Map<String, List<String>> expected = new HashMap<>();
        List<Event> received = new ArrayList<>();
        try (ExecutorService pusher = Executors.newSingleThreadExecutor();
                SseConnection first = open("/events?repository=" + repository)) {
            assertThat(first.status()).isEqualTo("HTTP/1.1 200 OK");
            String lastId = first.next().orElseThrow().id();
            assertThat(lastId).isNotEmpty();
            Future<?> pushed = pusher.submit(
                    () -> IntStream.range(0, uploads).forEach(i -> expected.put(push(repository), STEPS)));
            while (received.size() < uploads * STEPS.size()) {
                try (SseConnection connection = open("/events?repository=" + repository, lastId)) {
                    int count = Math.min(7, uploads * STEPS.size() - received.size());
                    received.addAll(connection.events(count));
                    lastId = connection.lastId();
                }
            }
            pushed.get();
            // one that was never cut off gets the same
            assertThat(steps(first.events(received.size()))).isEqualTo(expected);
        }

        assertThat(steps(received)).isEqualTo(expected);
        assertThat(received)
                .extracting(event -> json(event).path("id").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void goesOnAtAnotherAuditor() throws Exception {
        String repository = Registry.newRepository();
        try (AuditorClient other = AuditorClient.start(stack, Map.of());
                SseConnection here = open("/events?repository=" + repository)) {
            String upload = push(repository);
            List<Event> two = here.events(2);
            try (SseConnection there =
                    SseConnection.open(other.url("/events?repository=" + repository), here.lastId())) {
                List<Event> all = new ArrayList<>(two);
                all.addAll(there.events(2));
                assertThat(steps(all)).isEqualTo(Map.of(upload, STEPS));
            }
        }
    }

    @Test
    void withoutFollowingItEndsWithWhatWasThere() throws Exception {
        String repository = Registry.newRepository();
        Instant before = Instant.now();
        String upload = push(repository);
        List<Event> events = Eventually.await()
                .until(() -> whole("/events?follow=false&since=1h&repository=" + repository), all -> all.size() == 4);
        assertThat(steps(events)).isEqualTo(Map.of(upload, STEPS));
        assertThat(events.getFirst().type()).isEqualTo("spoolway.upload.started");
        JsonNode event = json(events.getFirst());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("source").asText()).isEqualTo("urn:spoolway:auditor");
        // where it ended is where another goes on
        try (SseConnection whole = open("/events?follow=false&since=%s".formatted(before))) {
            assertThat(whole.rest()).isNotEmpty();
            push(repository);
            try (SseConnection rest = open("/events?repository=" + repository, whole.lastId())) {
                assertThat(steps(rest.events(4)).values()).containsExactly(STEPS);
            }
        }
        assertThat(whole("/events?follow=false")).isEmpty();
    }

    /** All events of an answer that ends. */
    private List<Event> whole(String path) throws IOException {
        try (SseConnection connection = open(path)) {
            return connection.rest();
        }
    }

    @Test
    void sendsOnlyTheTypesThatAreWanted() throws Exception {
        String repository = Registry.newRepository();
        try (SseConnection connection =
                open("/events?type=spoolway.blob.linked&type=spoolway.upload.started&repository=" + repository)) {
            push(repository);
            assertThat(connection.events(2))
                    .extracting(Event::type)
                    .containsExactly("spoolway.upload.started", "spoolway.blob.linked");
        }
    }

    @Test
    void hasChangesOfRepositoriesToo() throws Exception {
        String repository = Registry.newRepository();
        try (SseConnection connection = open("/events?type=spoolway.blob.deleted&repository=" + repository)) {
            assertThat(registry.delete(Registry.blobPath(repository, registry.push(repository, Blobs.random(10))))
                            .statusCode())
                    .isEqualTo(202);
            JsonNode event = json(connection.events(1).getFirst());
            assertThat(event.path("type").asText()).isEqualTo("spoolway.blob.deleted");
            assertThat(event.path("data").path("repository").asText()).isEqualTo(repository);
        }
    }

    @Test
    void theIdMovesOnWhenNothingPassesTheFilter() throws Exception {
        try (SseConnection connection = open("/events?repository=nobody/pushes/here")) {
            String begun = connection.next().orElseThrow().id();
            push(Registry.newRepository());
            Instant since = Instant.now();

            Event beat = connection.next().orElseThrow();
            assertThat(beat.data()).isEmpty();
            assertThat(Duration.between(since, Instant.now())).isLessThan(Duration.ofSeconds(60));
            Eventually.await().until(() -> !connection.next().orElseThrow().id().equals(begun));
        }
    }

    @Test
    void anIdOfAnotherStreamIsRefused() throws Exception {
        try (SseConnection connection = open("/events", "1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16-17")) {
            assertThat(connection.status()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void clientsThatGoAwayMakeRoomForOthers() throws Exception {
        List<SseConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_CLIENTS; i++) {
                connections.add(open("/events"));
            }
            HttpResponse<byte[]> refused = auditor.get("/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (SseConnection connection : connections) {
                connection.close();
            }
        }
        try (SseConnection connection = open("/events")) {
            assertThat(connection.next()).isPresent();
        }
    }

    /** An answer that just ended would look complete to whoever asks without following. */
    @Test
    void isBrokenOffWhenTheAuditorStops() throws Exception {
        AuditorClient other = AuditorClient.start(stack, Map.of());
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> answer =
                    http.send(HttpRequest.newBuilder(other.url("/events")).build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(body.read()).isEqualTo(':');
                other.close();

                assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            }
        }
    }
}
