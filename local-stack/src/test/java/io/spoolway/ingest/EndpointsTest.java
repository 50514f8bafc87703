package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What there is, and what is said of the rest: OCI Distribution specification 1.1, "Determining Support", "Error Codes". */
class EndpointsTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2"})
    void saysThatThisIsARegistry(String path) {
        assertThatAnswer(registry.get(path))
                .hasStatus(200)
                .hasHeader("Docker-Distribution-API-Version", "registry/2.0")
                .hasHeader("Content-Type", "application/json")
                .hasBody("{}".getBytes(StandardCharsets.UTF_8));
        assertThatAnswer(registry.head(path))
                .hasStatus(200)
                .hasHeader("Docker-Distribution-API-Version", "registry/2.0")
                .hasHeader("Content-Length", "2")
                .hasBody(new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/no/such/blobs/uploads/017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "/v2/no/such/tags/list",
                "/v2/no/such/referrers/sha256:00",
                "/v2/no/such/manifests/latest",
                "/v2/_catalog?n=x",
                "/spoolway/v1/uploads/some-id",
            })
    void answersHeadAsGet(String path) {
        HttpResponse<byte[]> get = registry.get(path);

        assertThat(get.statusCode()).isBetween(400, 404);
        assertThatAnswer(registry.head(path)).hasStatus(get.statusCode()).hasBody(new byte[0]);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
        GET    | /                                          | 404 | UNSUPPORTED
        GET    | /nothing                                   | 404 | UNSUPPORTED
        GET    | /v2/nothing                                | 404 | UNSUPPORTED
        GET    | /v2/some/name/blobs                        | 404 | UNSUPPORTED
        POST   | /v2/some/name                              | 404 | UNSUPPORTED
        POST   | /v2/                                       | 405 | UNSUPPORTED
        PUT    | /v2/some/name/blobs/uploads/               | 405 | UNSUPPORTED
        POST   | /v2/some/name/blobs/uploads/some-id        | 405 | UNSUPPORTED
        PUT    | /v2/some/name/blobs/sha256:%DIGITS%        | 405 | UNSUPPORTED
        POST   | /v2/some/name/blobs/sha256:%DIGITS%        | 405 | UNSUPPORTED
        POST   | /health/live                               | 405 | UNSUPPORTED
        DELETE | /metrics                                   | 405 | UNSUPPORTED
        """)
    void refusesWhatItDoesNotHave(String method, String path, int status, String code) {
        String real = path.replace("sha256:%DIGITS%", DIGEST);

        assertThatAnswer(registry.send(method, registry.url(real), null)).isError(status, code);
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(delimiter = '|', textBlock = """
        /v2/                            | GET, HEAD
        /health/live                    | GET, HEAD
        /v2/some/name/blobs/uploads/id  | DELETE, GET, HEAD, PATCH, PUT
        /v2/some/name/blobs/some-digest | DELETE, GET, HEAD
        """)
    void saysWhichMethodsAreAllowed(String path, String allowed) {
        // RFC 9110, section 15.5.6: a 405 must have it
        assertThatAnswer(registry.send("OPTIONS", registry.url(path), null))
                .isError(405, "UNSUPPORTED")
                .hasHeader("Allow", allowed);
    }

    /** Paths that the server itself refuses, before any of its handlers sees them. */
    @ParameterizedTest
    @ValueSource(strings = {"/v2/a%zz/blobs/uploads/", "/v2/%ff/blobs/uploads/", "v2/", "/../v2/"})
    void refusesUnsafePathsInTheSameFormat(String path) throws Exception {
        try (RawConnection connection =
                RawConnection.openPath("POST", registry.url("/"), path, "Content-Length", "0")) {
            String answer = connection.answerToEnd();

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/json", "{\"errors\":[{");
        }
    }

    @Test
    void tellsProbesAndPeopleHowItIs() {
        assertThatAnswer(registry.get("/health/live")).hasStatus(200);
        assertThatAnswer(registry.get("/health/ready"))
                .hasStatus(200)
                .hasBody("ready\n".getBytes(StandardCharsets.UTF_8));

        HttpResponse<byte[]> metrics = registry.get("/metrics");
        assertThatAnswer(metrics).hasStatus(200).hasHeaderLike("Content-Type", "text/plain.*");
        assertThat(metrics.body())
                .asString()
                .contains("spoolway_store_requests_seconds_count{", "spoolway_ingest_", "jvm_memory_used_bytes");
    }
}
