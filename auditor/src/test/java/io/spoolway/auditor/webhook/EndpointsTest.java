package io.spoolway.auditor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spoolway.config.InvalidSettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path directory;

    @Test
    void areReadWithAllThatCanBeSaidOfThem() {
        Endpoint endpoint = Endpoints.read(file("""
            [{"name": "ci", "url": "https://ci.example.com/hooks/s3cr3t-path",
              "headers": {"Authorization": "Bearer s3cr3t-token"}, "secret": "%s",
              "format": "distribution", "repositories": ["library/*"], "types": ["spoolway.blob.linked"],
              "from": "beginning"}]
            """.formatted(SECRET))).getFirst();

        assertThat(endpoint.name()).isEqualTo("ci");
        assertThat(endpoint.group()).isEqualTo("spoolway-webhook-ci");
        assertThat(endpoint.url()).hasToString("https://ci.example.com/hooks/s3cr3t-path");
        assertThat(endpoint.headers()).containsExactly(java.util.Map.entry("Authorization", "Bearer s3cr3t-token"));
        assertThat(endpoint.signature()).isPresent();
        assertThat(endpoint.format()).isEqualTo(Format.DISTRIBUTION);
        assertThat(endpoint.filter().types()).isEqualTo(Set.of("spoolway.blob.linked"));
        assertThat(endpoint.filter().passes("spoolway.blob.linked", "library/alpine"))
                .isTrue();
        assertThat(endpoint.filter().passes("spoolway.blob.linked", "other")).isFalse();
        assertThat(endpoint.from()).isEqualTo(Endpoint.From.BEGINNING);
    }

    @Test
    void neverTellWhatMayBeSecret() {
        Endpoint endpoint = Endpoints.read(file("""
            [{"name": "ci", "url": "https://ci.example.com:8443/s3cr3t?key=s3cr3t",
              "headers": {"Authorization": "s3cr3t"}, "secret": "%s"}]
            """.formatted(SECRET))).getFirst();

        assertThat(endpoint).hasToString("ci (https://ci.example.com:8443)");
    }

    @Test
    void needANameAndAUrlAndNothingElse() {
        Endpoint endpoint = Endpoints.read(file("""
            [{"name": "all", "url": "http://127.0.0.1:1"}]
            """)).getFirst();

        assertThat(endpoint.headers()).isEmpty();
        assertThat(endpoint.signature()).isEmpty();
        assertThat(endpoint.format()).isEqualTo(Format.CLOUDEVENTS);
        assertThat(endpoint.filter()).isEqualTo(Filter.ALL);
        assertThat(endpoint.from()).isEqualTo(Endpoint.From.NOW);
    }

    @Test
    void mayBeNone() {
        assertThat(Endpoints.read(file("[]"))).isEmpty();
    }

    @Test
    void tellAllProblemsTogetherAndNoSecret() {
        assertThat(problems("""
            [{"name": "ci", "url": "https://ci.example.com", "secret": "s3cr3t", "format": "xml", "urll": 1},
             {"name": "ci", "url": "https://s3cr3t:s3cr3t@ci.example.com", "types": ["spoolway.blob.link"]},
             {"name": "Not A Name", "url": "ftp://ci.example.com", "from": "yesterday",
              "repositories": ["Library/*"]},
             {"url": "http://", "repositories": [], "types": "spoolway.blob.linked",
              "headers": {"Content-Length": "3", "ce-id": "s3cr3t", "X Y": "s3cr3t", "X-Token": 7,
                "X-Line": "s3cr3t\\ns3cr3t"}},
             {"name": "old", "url": "https://old.example.com", "format": "distribution",
              "types": ["spoolway.upload.started", "spoolway.blob.linked"]},
             "https://ci.example.com",
             {"name": "list", "url": "https://list.example.com", "headers": ["Authorization"], "secret": 7}]
            """))
                .allSatisfy(problem -> assertThat(problem).doesNotContain("s3cr3t"))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 1 (\"ci\"): \"urll\" is not known; there are"
                                        + " format, from, headers, name, repositories, secret, types, url"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 1 (\"ci\"): format must be \"cloudevents\" or \"distribution\""),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "endpoint 1 (\"ci\"): secret must be whsec_ and the base64 of 24 to 64 bytes"),
                        problem ->
                                assertThat(problem).isEqualTo("endpoint 2 (\"ci\"): name is that of another endpoint"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 2 (\"ci\"): url must be an http or https URL, without user and"
                                        + " fragment"),
                        problem -> assertThat(problem)
                                .startsWith("endpoint 2 (\"ci\"): \"spoolway.blob.link\" in types is none that"
                                        + " cloudevents has; there are spoolway.blob.deleted, spoolway.blob.linked,")
                                .contains("spoolway.upload.stalled"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 3 (\"Not A Name\"): name must be 1 to 64 of a-z 0-9 . _ -"
                                        + " and begin with a letter or digit"),
                        problem -> assertThat(problem).startsWith("endpoint 3 (\"Not A Name\"): url must be"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 3 (\"Not A Name\"): \"Library/*\" in repositories must be"
                                        + " a repository name, with * for any characters but / and ** for any"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 3 (\"Not A Name\"): from must be \"now\" or \"beginning\""),
                        problem -> assertThat(problem).startsWith("endpoint 4: name must be"),
                        problem -> assertThat(problem).startsWith("endpoint 4: url must be"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 4: header \"Content-Length\" is not valid, or not for you to set"),
                        problem -> assertThat(problem).contains("header \"ce-id\""),
                        problem -> assertThat(problem).contains("header \"X Y\""),
                        problem -> assertThat(problem).contains("header \"X-Token\""),
                        problem -> assertThat(problem).contains("header \"X-Line\""),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 4: repositories must be an array of texts, and not empty;"
                                        + " leave it out for all"),
                        problem -> assertThat(problem).startsWith("endpoint 4: types must be an array"),
                        problem -> assertThat(problem)
                                .startsWith("endpoint 5 (\"old\"): \"spoolway.upload.started\" in types is none that"
                                        + " distribution has;"),
                        problem -> assertThat(problem).isEqualTo("endpoint 6: must be an object"),
                        problem -> assertThat(problem)
                                .isEqualTo("endpoint 7 (\"list\"): headers must be an object of names and texts"),
                        problem -> assertThat(problem).startsWith("endpoint 7 (\"list\"): secret must be"));
    }

    @Test
    void areRefusedInAFileThatIsNoListOfThem() {
        assertThat(problems("{\"name\": \"ci\"}"))
                .singleElement()
                .asString()
                .endsWith("must be a JSON array of endpoints");
        assertThat(problems("[{\"secret\": s3cr3t}]"))
                .singleElement()
                .asString()
                .contains("is not JSON: see line 1, column")
                .doesNotContain("s3cr3t");
        assertThat(problems("[] []")).singleElement().asString().contains("is not JSON");
        assertThat(problems("[{\"name\": \"a\", \"name\": \"b\"}]"))
                .singleElement()
                .asString()
                .contains("is not JSON");
        assertThat(problems("")).singleElement().asString().endsWith("must be a JSON array of endpoints");
        assertThat(problems(directory.resolve("not-there")))
                .singleElement()
                .asString()
                .isEqualTo("there is no file " + directory.resolve("not-there") + " (SPOOLWAY_WEBHOOKS)");
    }

    private List<String> problems(String json) {
        return problems(file(json));
    }

    private static List<String> problems(Path file) {
        InvalidSettingsException refused =
                catchThrowableOfType(InvalidSettingsException.class, () -> Endpoints.read(file));
        assertThat(refused).as("what is wrong").isNotNull();
        return refused.problems();
    }

    private Path file(String json) {
        try {
            return Files.writeString(directory.resolve("webhooks.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
