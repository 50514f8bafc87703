package io.spoolway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.EventCodec;
import io.spoolway.event.Subject;
import io.spoolway.oci.Digest;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Images;
import io.spoolway.testing.RawConnection;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the proxy before ingest-api has authenticated, and what becomes of that in events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticatedSubjectTest {
    private static final String HEADER = "X-Forwarded-User";

    private final LocalStack stack = TestStack.shared();
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private IngestService ingest;
    private Registry registry;

    @BeforeAll
    void start() throws Exception {
        ingest = Services.ingest(Services.settings(stack, Map.of("SPOOLWAY_SUBJECT_HEADER", HEADER)));
        registry = Services.registry(ingest);
    }

    @AfterAll
    void stop() throws Exception {
        ingest.close();
    }

    @Test
    void everyStepThatAClientAsksForTellsWhoAsked() {
        URI completed = begin(HEADER, "alice");
        URI cancelled = begin("x-forwarded-user", "  carol@example.com ");
        HttpResponse<byte[]> put =
                registry.put(Registry.withDigest(completed, Registry.sha256(blob)), blob, HEADER, "<script>bob");
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(registry.send(
                                "DELETE",
                                registry.location(registry.patch(cancelled, blob, HEADER, "dave")),
                                null,
                                HEADER,
                                "erin")
                        .statusCode())
                .isEqualTo(204);

        assertThat(subjects(Stores.uploadIn(completed).toString()))
                .containsExactlyInAnyOrder(
                        told("upload.started", "alice"),
                        told("upload.completed", "<script>bob"),
                        told("blob.verified", null),
                        told("blob.linked", null));
        assertThat(subjects(Stores.uploadIn(cancelled).toString()))
                .containsExactlyInAnyOrder(
                        told("upload.started", "carol@example.com"), told("upload.cancelled", "erin"));
    }

    @Test
    void everyChangeInARepositoryTellsWhoAskedForIt() {
        Digest layer = registry.push(Registry.newRepository(), blob);
        byte[] manifest = new Images(registry, repository).image().toString().getBytes(StandardCharsets.UTF_8);
        String manifests = "/v2/" + repository + "/manifests/";

        assertThat(registry.post(
                                "/v2/%s/blobs/uploads/?mount=%s".formatted(repository, layer), new byte[0], HEADER, "m")
                        .statusCode())
                .isEqualTo(201);
        assertThat(registry.put(
                                registry.url(manifests + "latest"),
                                manifest,
                                HEADER,
                                "p",
                                "Content-Type",
                                Images.OCI_IMAGE)
                        .statusCode())
                .isEqualTo(201);
        assertThat(delete(manifests + "latest", "t")).isEqualTo(202);
        assertThat(delete(manifests + Registry.sha256(manifest), "d")).isEqualTo(202);
        assertThat(delete(Registry.blobPath(repository, layer), "b")).isEqualTo(202);

        assertThat(subjects(repository))
                .containsExactlyInAnyOrder(
                        told("blob.mounted", "m"),
                        told("manifest.pushed", "p"),
                        told("tag.deleted", "t"),
                        told("manifest.deleted", "d"),
                        told("blob.deleted", "b"));
    }

    @Test
    void namesAreReadInUtf8() throws IOException {
        String answer = beginRaw("Jürgen Ärzte €");

        Matcher location = Pattern.compile("Location: (\\S+)").matcher(answer);
        assertThat(location.find()).as(answer).isTrue();
        assertThat(subjects(Stores.uploadIn(registry.url(location.group(1))).toString()))
                .containsExactly(told("upload.started", "Jürgen Ärzte €"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void whoeverIsNobodyIsNotRecorded(String nobody) {
        assertThat(subjects(Stores.uploadIn(begin(HEADER, nobody)).toString()))
                .containsExactly(told("upload.started", null));
    }

    @Test
    void aHeaderThatTheProxyDidNotOverwriteIsRefusedBeforeAnythingIsDone() {
        Digest digest = registry.push(repository, blob);
        String path = Registry.blobPath(repository, digest);

        HttpResponse<byte[]> answer =
                registry.send("DELETE", registry.url(path), null, HEADER, "root", HEADER, "mallory");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("\"DENIED\"", HEADER, "comes 2 times")
                .doesNotContain("mallory");
        assertThat(registry.head(path).statusCode()).isEqualTo(200);
    }

    @Test
    void whatCannotBeRecordedIsRefused() throws IOException {
        for (String name : List.of("x".repeat(257), "a\u0085b", "a\tb")) {
            assertThat(beginRaw(name)).startsWith("HTTP/1.1 403 ").contains("\"DENIED\"", "a subject has");
        }
    }

    @Test
    void aHeaderThatNobodyNamedIsIgnored() {
        Registry unset = new Registry(stack.httpEndpoint());
        HttpResponse<byte[]> answer = unset.post(
                "/v2/" + repository + "/blobs/uploads/", new byte[0], HEADER, "mallory", HEADER, "x".repeat(1000));
        assertThat(answer.statusCode()).isEqualTo(202);

        List<ConsumerRecord<String, byte[]>> records = Events.records(
                stack.bootstrapServers(),
                Stores.uploadIn(unset.location(answer)).toString());
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(Events.headers(record)).doesNotContainKey("ce_spoolwaysubject"));
    }

    private URI begin(String header, String subject) {
        HttpResponse<byte[]> answer =
                registry.post("/v2/" + repository + "/blobs/uploads/", new byte[0], header, subject);
        assertThat(answer.statusCode()).isEqualTo(202);
        return registry.location(answer);
    }

    /** The same with any bytes in the header, which the client of the JDK does not send; the answer as it comes. */
    private String beginRaw(String subject) throws IOException {
        URI uploads = registry.url("/v2/" + repository + "/blobs/uploads/");
        try (RawConnection connection =
                RawConnection.open("POST", uploads, HEADER, subject, "Content-Length", "0", "Connection", "close")) {
            return connection.answerToEnd();
        }
    }

    private int delete(String path, String subject) {
        return registry.send("DELETE", registry.url(path), null, HEADER, subject)
                .statusCode();
    }

    private List<Tuple> subjects(String key) {
        return Events.records(stack.bootstrapServers(), key).stream()
                .map(record -> EventCodec.decode(record.topic(), record.headers(), record.value()))
                .map(read -> Tuple.tuple(read.event().type().shortName(), read.subject()))
                .toList();
    }

    private static Tuple told(String type, @org.jspecify.annotations.Nullable String subject) {
        return Tuple.tuple(type, Optional.ofNullable(subject).map(Subject::new));
    }
}
