package io.spoolway.auditor;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Two auditors share the work; each is asked for everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuestionsTest {
    private static final int PUSHED = 24;
    private static final Duration TAKEN_OVER = Duration.ofMinutes(2);
    private static final String SCRIPT = "<script>alert('1')</script>";

    private final String repository = Registry.newRepository();
    private final List<String> linked = new ArrayList<>();
    private LocalStack stack;
    private Registry registry;
    private AuditorClient one;
    private AuditorClient other;

    @BeforeAll
    void start() throws Exception {
        stack = TestStack.start(
                Set.of(Component.KAFKA, Component.S3, Component.INGEST_API, Component.VERIFIER, Component.LINKER));
        registry = new Registry(stack.httpEndpoint());
        one = AuditorClient.start(stack, Map.of());
        other = AuditorClient.start(stack, Map.of());
        Eventually.await().until(() -> isShared(one, other));
        for (int i = 0; i < PUSHED; i++) {
            linked.add(push());
        }
        Eventually.await().until(() -> stateOf(one, linked).stream().allMatch("linked"::equals));
    }

    @AfterAll
    void stop() throws Exception {
        other.close();
        one.close();
        stack.close();
    }

    private String push() {
        byte[] blob = Blobs.random(1000);
        URI upload = registry.location(
                registry.post("/v2/" + repository + "/blobs/uploads/", new byte[0], "User-Agent", SCRIPT));
        HttpResponse<byte[]> answer = registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob);
        assertThat(answer.statusCode()).as(() -> Registry.describe(answer)).isEqualTo(201);
        return Stores.uploadIn(upload).toString();
    }

    private static List<String> stateOf(AuditorClient auditor, List<String> ids) {
        return ids.stream()
                .map(id -> auditor.get("/uploads/" + id))
                .map(answer -> answer.statusCode() == 200 ? auditor.text(answer, "state") : "")
                .toList();
    }

    private static boolean isShared(AuditorClient... auditors) {
        List<Integer> partitions = new ArrayList<>();
        for (AuditorClient auditor : auditors) {
            int before = partitions.size();
            auditor.json("/stats", "Spoolway-Scope", "local")
                    .path("partitions")
                    .forEach(partition -> partitions.add(partition.asInt()));
            if (partitions.size() == before) {
                return false;
            }
        }
        return partitions.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, 8).boxed().toList());
    }

    @Test
    @Order(1)
    void eachTellsOfUploadsThatLieOnTheOther() {
        long here = linked.stream()
                .filter(id ->
                        one.get("/uploads/" + id, "Spoolway-Scope", "local").statusCode() == 200)
                .count();
        assertThat(here).isBetween(1L, PUSHED - 1L);
        for (AuditorClient auditor : List.of(one, other)) {
            for (String id : linked) {
                JsonNode upload = auditor.json("/uploads/" + id);
                assertThat(upload.path("uploadId").asText()).isEqualTo(id);
                assertThat(upload.path("state").asText()).isEqualTo("linked");
                assertThat(upload.path("repository").asText()).isEqualTo(repository);
                assertThat(upload.path("events").findValuesAsText("type"))
                        .containsExactly(
                                "spoolway.upload.started",
                                "spoolway.upload.completed",
                                "spoolway.blob.verified",
                                "spoolway.blob.linked");
            }
        }
    }

    @Test
    @Order(2)
    void aScriptInAUserAgentComesBackAsText() {
        HttpResponse<byte[]> answer = one.get("/uploads/" + linked.getFirst());

        assertThatAnswer(answer)
                .hasStatus(200)
                .hasHeader("Content-Type", "application/json")
                .hasHeader("X-Content-Type-Options", "nosniff");
        assertThat(one.json("/uploads/" + linked.getFirst())
                        .path("client")
                        .path("userAgent")
                        .asText())
                .isEqualTo(SCRIPT);
    }

    @Test
    @Order(3)
    void listsAllUploadsNewestFirstHoweverThePagesAreCut() {
        List<String> newestFirst = linked.reversed();
        for (AuditorClient auditor : List.of(one, other)) {
            for (int limit : List.of(1, 5, PUSHED, 1000)) {
                assertThat(auditor.uploads("/uploads?repository=%s&limit=%d".formatted(repository, limit)))
                        .isEqualTo(newestFirst);
            }
            String middle = newestFirst.get(9);
            assertThat(auditor.uploads("/uploads?repository=%s&since=%s"
                            .formatted(repository, UploadId.parse(middle).startedAt())))
                    .isEqualTo(newestFirst.subList(0, 10));
            assertThat(auditor.uploads("/uploads?state=linked&limit=7&since=1h"))
                    .isEqualTo(newestFirst);
            assertThat(auditor.uploads("/uploads?state=rejected")).isEmpty();
            assertThat(auditor.uploads("/uploads?stalled=true")).isEmpty();
            assertThat(auditor.uploads("/uploads?repository=nobody/knows")).isEmpty();
            String digest = auditor.json("/uploads/" + middle).path("digest").asText();
            assertThat(auditor.uploads("/uploads?digest=" + digest)).containsExactly(middle);
        }
    }

    @Test
    @Order(4)
    void addsUpWhatEachHasCounted() {
        for (AuditorClient auditor : List.of(one, other)) {
            JsonNode found = auditor.json("/repositories").path("repositories");
            assertThat(found).hasSize(1);
            assertThat(found.path(0).path("repository").asText()).isEqualTo(repository);
            assertThat(found.path(0).path("linked").asInt()).isEqualTo(PUSHED);
            assertThat(found.path(0).path("bytes").asInt()).isEqualTo(PUSHED * 1000);
            assertThat(found.path(0).path("steps").path("upload.started").asInt())
                    .isEqualTo(PUSHED);
            assertThat(auditor.json("/repositories?after=" + repository).path("repositories"))
                    .isEmpty();

            for (String query : List.of("", "?repository=" + repository)) {
                JsonNode stats = auditor.json("/stats" + query);
                assertThat(stats.path("totals")
                                .path("steps")
                                .path("blob.linked")
                                .asInt())
                        .isEqualTo(PUSHED);
                assertThat(stats.path("totals").path("bytes").asInt()).isEqualTo(PUSHED * 1000);
                assertThat(stats.path("latency").path("count").asInt()).isEqualTo(PUSHED);
                assertThat(stats.path("latency").path("p99").asInt())
                        .isGreaterThanOrEqualTo(
                                stats.path("latency").path("p50").asInt());
                assertThat(stats.path("windows").findValues("linked").stream()
                                .mapToInt(JsonNode::asInt)
                                .sum())
                        .isEqualTo(PUSHED);
            }
            JsonNode nobody = auditor.json("/stats?repository=nobody/knows&minutes=1440");
            assertThat(nobody.path("latency").path("count").asInt()).isZero();
            assertThat(nobody.path("windows")).isEmpty();
        }
    }

    @Test
    @Order(5)
    void tellsOfUploadsThatHaveNotEnded() {
        String begun = Stores.uploadIn(registry.startUpload("open/uploads")).toString();

        for (AuditorClient auditor : List.of(one, other)) {
            Eventually.await()
                    .untilAsserted(() -> assertThat(auditor.uploads("/uploads?state=spooling"))
                            .containsExactly(begun));
            assertThat(auditor.uploads("/uploads?state=spooling&repository=" + repository))
                    .isEmpty();
            assertThat(auditor.uploads("/uploads?state=verifying")).isEmpty();
            Eventually.await()
                    .untilAsserted(() -> assertThat(auditor.json("/stats")
                                    .path("open")
                                    .path("spooling")
                                    .asInt())
                            .isEqualTo(1));
            assertThat(auditor.json("/stats?repository=" + repository)
                            .path("open")
                            .path("spooling")
                            .asInt(-1))
                    .isZero();
        }
    }

    @Test
    @Order(6)
    void doesNotKnowAnUploadThatNobodyStarted() {
        assertThatAnswer(one.get("/uploads/" + UploadId.next()))
                .hasStatus(404)
                .hasHeader("Content-Type", "application/problem+json");
        assertThatAnswer(one.get("/uploads/nobody")).hasStatus(400);
    }

    /** Until the work is shared out again the answer is 503, and never one that leaves something out. */
    @Test
    @Order(7)
    void leavesNothingOutWhileTheWorkOfAnAuditorThatStopsIsTakenOver() throws Exception {
        Thread stopping = Thread.ofPlatform().start(() -> {
            try {
                other.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        List<String> newestFirst = linked.reversed();
        int answers = 0;
        int asked = 0;
        long deadline = System.nanoTime() + TAKEN_OVER.toNanos();
        while (stopping.isAlive() || answers < 3 || !isShared(one)) {
            assertThat(System.nanoTime() - deadline)
                    .as("the work is taken over within " + TAKEN_OVER)
                    .isNegative();
            // another limit each time: a list is remembered for a moment
            int limit = 100 + asked++ % 900;
            HttpResponse<byte[]> answer = one.get("/uploads?limit=%d&repository=%s".formatted(limit, repository));
            if (answer.statusCode() == 200) {
                assertThat(one.texts(answer, "uploadId")).isEqualTo(newestFirst);
                answers = stopping.isAlive() ? 0 : answers + 1;
            } else {
                assertThatAnswer(answer).hasStatus(503).hasHeader("Retry-After", "2");
            }
        }
        assertThat(one.json("/stats?repository=" + repository)
                        .path("totals")
                        .path("steps")
                        .path("blob.linked")
                        .asInt())
                .isEqualTo(PUSHED);
    }
}
