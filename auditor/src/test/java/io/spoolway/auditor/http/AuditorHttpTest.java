package io.spoolway.auditor.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.view.Counts;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to whom, over views that are made up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditorHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpFixture fixture;

    @BeforeAll
    void start() {
        fixture = new HttpFixture();
    }

    @AfterAll
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void tellsAnUploadWithItsEventsInOrder() throws Exception {
        JsonNode upload = JSON.readTree(fixture.get("/uploads/" + fixture.id).body());

        assertThat(upload.path("state").asText()).isEqualTo("rejected");
        assertThat(upload.path("stalled").asBoolean()).isTrue();
        assertThat(upload.path("reason").asText()).isEqualTo("they hash to another");
        assertThat(upload.path("events").findValuesAsText("type"))
                .containsExactly(
                        "spoolway.upload.started",
                        "spoolway.upload.completed",
                        "spoolway.upload.stalled",
                        "spoolway.upload.rejected");
        JsonNode last = upload.path("events").path(3);
        assertThat(last.path("id").asText()).isEqualTo(fixture.id + "/upload.rejected");
        assertThat(last.path("data").path("workMillis").asInt()).isEqualTo(25);
    }

    @Test
    void aScriptInAUserAgentOrASubjectIsAText() throws Exception {
        HttpResponse<String> answer = fixture.get("/uploads/" + fixture.id, "Accept", "text/html");

        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        JsonNode upload = JSON.readTree(answer.body());
        assertThat(upload.path("client").path("userAgent").asText()).isEqualTo(HttpFixture.SCRIPT);
        assertThat(upload.path("subject").asText()).isEqualTo(HttpFixture.SCRIPT);
        assertThat(upload.path("events").path(0).path("spoolwaysubject").asText())
                .isEqualTo(HttpFixture.SCRIPT);
        assertThat(upload.path("events")
                        .path(0)
                        .path("data")
                        .path("client")
                        .path("userAgent")
                        .asText())
                .isEqualTo(HttpFixture.SCRIPT);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
        /uploads/x                              | id is "x"
        /uploads?repository=No                  | repository is "No"
        /uploads?repository=                    | repository is ""
        /uploads?state=done                     | state is "done"
        /uploads?stalled=yes                    | stalled is "yes"
        /uploads?digest=abc                     | digest is "abc"
        /uploads?digest=md5:00                  | digest is "md5:00"
        /uploads?since=yesterday                | since is "yesterday"
        /uploads?limit=0                        | limit is "0"
        /uploads?limit=1001                     | limit is "1001"
        /uploads?after=1                        | after is "1"
        /uploads?status=linked                  | no parameter "status"
        /uploads?state=linked&state=failed      | state is given 2 times
        /repositories?limit=ten                 | limit is "ten"
        /repositories?after=%2A                 | after is "*"
        /stats?minutes=0                        | minutes is "0"
        /stats?minutes=1441                     | minutes is "1441"
        /stats?repository=%3Cscript%3E          | repository is "<script>"
        /events?type=blob.linked                | type is "blob.linked"
        /events?since=1                         | since is "1"
        /events?follow=no                       | follow is "no"
        /events?repository=a//b                 | repository is "a//b"
        """)
    void namesABadValue(String path, String named) throws Exception {
        assertThatProblem(fixture.get(path), 400).contains(named);
    }

    /** Asked by hand: the JDK's client sends no such thing. */
    @ParameterizedTest(name = "{0} is refused, naming {1}")
    @CsvSource({
        "/uploads?repository=%zz, repository",
        "/uploads?limit=%, limit",
        "/uploads?state=linked&digest=%c, digest",
        "/stats?minutes=%%, minutes",
        "/events?type=%zz, type",
    })
    void aValueThatIsNotWellEncodedDoesNotCountAsNone(String path, String named) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.javalin.port())) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: auditor\r\nConnection: close\r\n\r\n"
                            .formatted(path)
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json", "\"detail\":\"" + named + " has a value that cannot be read");
        }
    }

    @Test
    void namesABadLastEventId() throws Exception {
        assertThatProblem(fixture.get("/events", "Last-Event-ID", "7,8"), 400).contains("Last-Event-ID is \"7,8\"");
    }

    @Test
    void doesNotKnowAnUploadThatNobodyStarted() throws Exception {
        assertThatProblem(fixture.get("/uploads/01980000-0000-7000-8000-000000000000"), 404)
                .contains("01980000-0000-7000-8000-000000000000 is not known");
    }

    @Test
    void saysWhenAPartOfTheStateIsNotThere() throws Exception {
        fixture.unavailable = true;
        for (String path : new String[] {"/uploads", "/uploads/" + fixture.id, "/repositories", "/stats"}) {
            HttpResponse<String> answer = fixture.get(path);

            assertThatProblem(answer, 503).contains("sharing out their work");
            assertThat(header(answer, "Retry-After")).isEqualTo("2");
        }
        fixture.unavailable = false;
        assertThat(fixture.get("/uploads").statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhenTheBrokerIsNotThere() throws Exception {
        HttpResponse<String> answer = fixture.get("/events");

        assertThatProblem(answer, 503).contains("broker");
        assertThat(header(answer, "Retry-After")).isEqualTo("2");
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /uploads/a/b, 404",
        "GET, /webjars/, 404",
        "GET, /webjars/uplot/1.6.30/, 404",
        "GET, /webjars/uplot/1.6.30/package.json, 404",
        "GET, /dashboard/, 404",
        "GET, /dashboard/nothing.js, 404",
        "GET, /dashboard/..%2F..%2Fio, 404",
        "GET, /dashboard/%2e%2e, 404",
        "POST, /uploads, 405",
        "DELETE, /events, 405",
    })
    void refusesWhatItDoesNotHave(String method, String path, int status) throws Exception {
        assertThatProblem(fixture.send(method, path), status).isNotBlank();
    }

    @Test
    void saysWhichMethodsAreAllowed() throws Exception {
        assertThat(header(fixture.send("POST", "/stats"), "Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stats", "/nothing", "/openapi.json", "/health/live"})
    void letsAPageLoadAndRunNothingFromElsewhere(String path) throws Exception {
        HttpResponse<String> answer = fixture.get(path);

        assertThat(header(answer, "Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void aBrowserKeepsLibrariesForEverAndAsksForTheRest() throws Exception {
        for (String library : StaticFiles.LIBRARIES) {
            HttpResponse<String> answer = fixture.get("/webjars/" + library);
            assertThat(answer.statusCode()).as(library).isEqualTo(200);
            assertThat(header(answer, "Cache-Control")).contains("immutable");
            assertThat(header(answer, "Content-Type"))
                    .isEqualTo(library.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
        }
        HttpResponse<String> first = fixture.get("/openapi.json");
        HttpResponse<String> again = fixture.get("/openapi.json", "If-None-Match", header(first, "ETag"));

        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(fixture.get("/stats"), "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void leadsToThePageThatFollowsWithTheSameFilter() throws Exception {
        JsonNode page = JSON.readTree(fixture.get("/uploads?state=rejected&repository=library/alpine&limit=1")
                .body());
        String next = page.path("next").asText();

        assertThat(next).isEqualTo("/uploads?repository=library%2Falpine&state=rejected&limit=1&after=" + fixture.id);
        assertThat(fixture.get(next).statusCode()).isEqualTo(200);
        assertThat(Objects.requireNonNull(fixture.lastQuery.get()).after()).contains(fixture.id);
        assertThat(JSON.readTree(fixture.get("/repositories").body())
                        .path("next")
                        .asText())
                .isEqualTo("/repositories?limit=50&after=library%2Falpine");
    }

    @Test
    void leavesOutPercentilesOfNothing() throws Exception {
        JsonNode stats = JSON.readTree(fixture.get("/stats").body());

        assertThat(stats.path("open").path("spooling").asLong(-1)).isZero();
        assertThat(stats.path("open").path("verifying").asLong()).isEqualTo(2);
        assertThat(stats.path("latency").path("p99").asLong()).isEqualTo(42);
        assertThat(stats.path("windows").path(0).has("p50")).isFalse();
        assertThat(stats.path("windows").path(1).path("p50").asLong()).isEqualTo(42);
    }

    @Test
    void anotherAuditorGetsWhatLiesHereInAFormThatCanBeMerged() throws Exception {
        HttpResponse<String> counts = fixture.get("/stats", "Spoolway-Scope", "local");
        HttpResponse<String> upload = fixture.get("/uploads/" + fixture.id, "Spoolway-Scope", "local");

        assertThat(AuditJson.read(bytes(counts), Counts.class).partitions()).containsExactly(3);
        assertThat(AuditJson.read(bytes(upload), Upload.class)).isEqualTo(fixture.upload());
    }

    private static byte[] bytes(HttpResponse<String> answer) {
        return answer.body().getBytes(StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** Problem details (RFC 9457); returns what it says. */
    private static org.assertj.core.api.AbstractStringAssert<?> assertThatProblem(
            HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        return assertThat(problem.path("detail").asText());
    }
}
