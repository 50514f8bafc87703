package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.spool.UploadId;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/<name>/blobs/uploads/<id>}, and what all requests to an upload's URL have in common: how it is found. */
class UploadStatusTest {
    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final byte[] blob = Blobs.random(1000);
    private final Digest digest = Registry.sha256(blob);

    /** Every request that an upload's URL takes. */
    enum Request {
        GET,
        PATCH,
        PUT,
        DELETE;

        HttpResponse<byte[]> send(Registry registry, URI upload, byte[] blob) {
            return switch (this) {
                case GET -> registry.get(upload);
                case PATCH -> registry.patch(upload, blob);
                case PUT -> registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob);
                case DELETE -> registry.delete(upload);
            };
        }
    }

    private static URI without(String parameter, URI url) {
        assertThat(url.getRawQuery()).startsWith(parameter + "=");
        return URI.create(url.toString().replaceFirst("\\?.*", ""));
    }

    private static URI in(String other, URI url, String repository) {
        return URI.create(url.toString().replace(repository, other));
    }

    @Test
    void tellsWhereAnUploadStands() {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(0);

        HttpResponse<byte[]> first = registry.patch(upload, Arrays.copyOf(blob, 1));
        assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(1);

        assertThatAnswer(registry.patch(registry.location(first), Arrays.copyOfRange(blob, 1, 700)))
                .hasStatus(202);
        for (URI any : List.of(upload, registry.location(first), without("_state", upload))) {
            HttpResponse<byte[]> status = registry.get(any);
            assertThatAnswer(status)
                    .hasStatus(204)
                    .goesOnAt(700)
                    .hasHeader("Docker-Upload-UUID", Stores.uploadIn(upload).toString());
        }

        URI goesOn = registry.location(registry.get(upload));
        assertThatAnswer(registry.put(Registry.withDigest(goesOn, digest), Arrays.copyOfRange(blob, 700, 1000)))
                .isCreated(Registry.blobPath(repository, digest));
    }

    @Test
    void tellsTheSameOnAnyNode() throws Exception {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.patch(upload, blob)).hasStatus(202);
        try (SecondNode second = SecondNode.of(TestStack.shared())) {
            assertThatAnswer(registry.get(second.here(upload))).hasStatus(204).goesOnAt(1000);
        }
    }

    @Test
    void findsAnUploadThatHasBytesWithoutTheStateInItsUrl() {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.patch(upload, Arrays.copyOf(blob, 500))).hasStatus(202);
        URI bare = without("_state", upload);

        assertThatAnswer(registry.patch(bare, Arrays.copyOfRange(blob, 500, 700)))
                .hasStatus(202)
                .goesOnAt(700);
        assertThatAnswer(registry.put(Registry.withDigest(bare, digest), Arrays.copyOfRange(blob, 700, 1000)))
                .isCreated(Registry.blobPath(repository, digest));
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void findsNoUploadWithoutBytesWithoutTheStateInItsUrl(Request request) {
        URI bare = without("_state", registry.startUpload(repository));

        assertThatAnswer(request.send(registry, bare, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void findsNoUploadThatWasNeverStarted(Request request) {
        URI never = registry.url("/v2/%s/blobs/uploads/%s".formatted(repository, UploadId.next()));

        assertThatAnswer(request.send(registry, never, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void trustsNoStateThatItHasNotSigned(Request request) {
        URI upload = registry.startUpload(repository);
        HttpResponse<byte[]> first = registry.patch(upload, Arrays.copyOf(blob, 500));
        URI other = registry.startUpload(repository);
        String url = registry.location(first).toString();
        String path = url.substring(0, url.indexOf('?'));
        String query = url.substring(url.indexOf('?') + 1);

        for (String forged : List.of(
                url + "x",
                url.substring(0, url.length() - 2),
                url.replace("_state=", "_state=e"),
                path + "?" + query.replace(".", ""),
                path + "?_state=",
                path + "?_state=.",
                path + "?_state=***.***",
                path + "?" + other.getRawQuery())) {
            assertThatAnswer(request.send(registry, URI.create(forged), blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        }
        assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(500);
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void findsNoUploadOfAnotherRepository(Request request) {
        String other = Registry.newRepository();
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.patch(upload, Arrays.copyOf(blob, 500))).hasStatus(202);
        URI elsewhere = in(other, upload, repository);

        assertThatAnswer(request.send(registry, elsewhere, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThatAnswer(request.send(registry, without("_state", elsewhere), blob))
                .isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThatAnswer(registry.get(upload)).hasStatus(204).goesOnAt(500);
    }

    static List<String> malformedIds() {
        String id = UploadId.next().toString();
        return List.of(
                "id",
                "1-2-3-4-5",
                id.toUpperCase(Locale.ROOT),
                id + "0",
                "00000000-0000-4000-8000-000000000000",
                "%2e%2e",
                "sha256:" + "0".repeat(64));
    }

    @ParameterizedTest
    @MethodSource("malformedIds")
    void findsNoUploadByWhatIsNoId(String id) {
        for (Request request : Request.values()) {
            URI upload = registry.url("/v2/%s/blobs/uploads/%s".formatted(repository, id));
            assertThatAnswer(request.send(registry, upload, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoName", "a..b"})
    void refusesWhatIsNoRepositoryName(String name) {
        URI upload = registry.startUpload(repository);
        for (Request request : Request.values()) {
            assertThatAnswer(request.send(registry, in(name, upload, repository), blob))
                    .isError(400, "NAME_INVALID");
        }
    }
}
