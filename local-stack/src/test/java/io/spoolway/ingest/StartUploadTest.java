package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobMounted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v2/<name>/blobs/uploads/}. */
class StartUploadTest {
    private static final byte[] NO_BODY = new byte[0];

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();

    private HttpResponse<byte[]> post(String name, String query, byte[] body, String... headers) {
        return registry.post("/v2/" + name + "/blobs/uploads/" + query, body, headers);
    }

    private HttpResponse<byte[]> post(String query) {
        return post(repository, query, NO_BODY);
    }

    @Test
    void beginsAnUpload() {
        HttpResponse<byte[]> answer = post("");

        assertThatAnswer(answer)
                .hasStatus(202)
                .goesOnAt(0)
                .hasHeaderLike("Location", "/v2/" + repository + "/blobs/uploads/.*")
                .hasHeader(
                        "Docker-Upload-UUID",
                        Stores.uploadIn(registry.location(answer)).toString())
                .hasBody(NO_BODY);
    }

    @Test
    void beginsAnotherUploadEachTime() {
        assertThat(Stores.uploadIn(registry.location(post(""))))
                .isNotEqualTo(Stores.uploadIn(registry.location(post(""))));
    }

    @Nested
    class WithDigest {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void takesAWholeBlobInOneRequest(DigestAlgorithm algorithm) {
            byte[] blob = Blobs.random(100_000);
            Digest digest = Registry.digest(algorithm, blob);

            assertThatAnswer(post(repository, "?digest=" + digest, blob))
                    .isCreated(Registry.blobPath(repository, digest));

            assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                    .hasStatus(200)
                    .hasBody(blob);
        }

        @Test
        void takesABlobOfUnknownLength() {
            byte[] blob = Blobs.random(100_000);
            Digest digest = Registry.sha256(blob);

            HttpResponse<byte[]> answer = registry.send(
                    "POST",
                    registry.url("/v2/" + repository + "/blobs/uploads/?digest=" + digest),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(blob)));

            assertThatAnswer(answer).isCreated(Registry.blobPath(repository, digest));
        }

        @Test
        void takesAnEmptyBlob() {
            Digest digest = Registry.sha256(NO_BODY);

            assertThatAnswer(post("?digest=" + digest)).isCreated(Registry.blobPath(repository, digest));
        }

        @Test
        void refusesOtherBytes() {
            Digest digest = Registry.sha256(Blobs.random(100));

            assertThatAnswer(post(repository, "?digest=" + digest, Blobs.random(100)))
                    .isError(400, "DIGEST_INVALID");
            assertThatAnswer(registry.head(Registry.blobPath(repository, digest)))
                    .hasStatus(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "sha256", "sha256:", "sha256:abc", "md5:00000000000000000000000000000000"})
        void refusesWhatIsNoDigest(String digest) {
            assertThatAnswer(post(repository, "?digest=" + digest, Blobs.random(100)))
                    .isError(400, "DIGEST_INVALID");
        }
    }

    @ParameterizedTest(name = "{0} is answered {1} {2}")
    @CsvSource({"sha256, 202,", "sha512, 202,", "md5, 400, DIGEST_INVALID", "'', 400, DIGEST_INVALID"})
    void saysWhetherItCanDoADigestAlgorithm(String algorithm, int status, @Nullable String code) {
        HttpResponse<byte[]> answer = post("?digest-algorithm=" + algorithm);

        if (code == null) {
            assertThatAnswer(answer).hasStatus(status).goesOnAt(0);
        } else {
            assertThatAnswer(answer).isError(status, code);
        }
    }

    @Nested
    class WithMount {
        private final String source = Registry.newRepository();

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void mountsABlobThatTheOtherRepositoryHas(DigestAlgorithm algorithm) {
            byte[] blob = Blobs.random(1000);
            Digest digest = Registry.digest(algorithm, blob);
            assertThatAnswer(post(source, "?digest=" + digest, blob)).hasStatus(201);

            assertThatAnswer(post("?mount=" + digest + "&from=" + source))
                    .isCreated(Registry.blobPath(repository, digest));

            assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                    .hasStatus(200)
                    .hasBody(blob);
        }

        @Test
        void beginsAnUploadWhenTheOtherRepositoryHasNoSuchBlob() {
            Digest elsewhere = registry.push(Registry.newRepository(), Blobs.random(1000));
            Digest nowhere = Registry.sha256(Blobs.random(1000));

            assertThatAnswer(post("?mount=" + elsewhere + "&from=" + source))
                    .hasStatus(202)
                    .goesOnAt(0);
            assertThatAnswer(post("?mount=" + nowhere + "&from=" + source))
                    .hasStatus(202)
                    .goesOnAt(0);
            assertThatAnswer(registry.head(Registry.blobPath(repository, elsewhere)))
                    .hasStatus(404);
        }

        @Test
        void mountsABlobFromAnywhereWhenNoOtherRepositoryIsNamed() {
            byte[] blob = Blobs.random(1000);
            Digest digest = registry.push(source, blob);

            assertThatAnswer(post("?mount=" + digest)).isCreated(Registry.blobPath(repository, digest));

            assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                    .hasStatus(200)
                    .hasBody(blob);
        }

        @Test
        void beginsAnUploadWhenNoOtherRepositoryIsNamedAndNoneHasTheBlob() {
            assertThatAnswer(post("?mount=" + Registry.sha256(Blobs.random(1000))))
                    .hasStatus(202)
                    .goesOnAt(0);
        }

        @Test
        void beginsAnUploadWhenWhatIsNamedIsNoRepository() {
            Digest digest = registry.push(source, Blobs.random(1000));

            assertThatAnswer(post("?mount=" + digest + "&from=NoName"))
                    .hasStatus(202)
                    .goesOnAt(0);
        }

        @Test
        void refusesWhatIsNoDigest() {
            assertThatAnswer(post("?mount=sha256:abc&from=" + source)).isError(400, "DIGEST_INVALID");
        }

        @Test
        void isTold() {
            Digest digest = registry.push(source, Blobs.random(1000));
            post("?mount=" + digest + "&from=" + source);

            assertThat(Events.of(TestStack.shared().bootstrapServers(), repository))
                    .singleElement()
                    .isInstanceOfSatisfying(BlobMounted.class, mounted -> {
                        assertThat(mounted.digest()).isEqualTo(digest);
                        assertThat(mounted.from()).isEqualTo(source);
                    });
        }
    }

    static Stream<String> validNames() {
        return Stream.of("a", "0", "a.b", "a_b", "a__b", "a-b", "a---b", "a/b/c.d/e_f", "a".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("validNames")
    void takesWhateverIsARepositoryName(String name) {
        assertThatAnswer(post(name, "", NO_BODY)).hasStatus(202).goesOnAt(0);
    }

    static Stream<String> invalidNames() {
        return Stream.of("A", "-a", "a-", "a..b", "a___b", "a._b", "_a", "a/_b", "a/-/b", "a%20b", "a".repeat(201));
    }

    @ParameterizedTest
    @MethodSource("invalidNames")
    void refusesWhatIsNoRepositoryName(String name) {
        assertThatAnswer(post(name, "", NO_BODY)).isError(400, "NAME_INVALID");
    }
}
