package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static io.spoolway.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCancelled;
import io.spoolway.event.UploadStarted;
import io.spoolway.ingest.UploadStatusTest.Request;
import io.spoolway.oci.Digest;
import io.spoolway.spool.StorageLayout;
import io.spoolway.stack.LocalStack;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectStore;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Events;
import io.spoolway.testing.Race;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DELETE /v2/<name>/blobs/uploads/<id>}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelUploadTest {
    private static final byte[] NO_BODY = new byte[0];

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());
    private final ObjectStore store = Stores.of(stack);
    private final String repository = Registry.newRepository();

    @AfterAll
    void disconnect() {
        store.close();
    }

    private List<ListedObject> spooled(URI upload) {
        return store.list(StorageLayout.upload(Stores.uploadIn(upload))).toList();
    }

    private List<PipelineEvent> events(URI upload) {
        return Events.of(stack.bootstrapServers(), Stores.uploadIn(upload).toString());
    }

    private URI uploadOf(byte[] bytes) {
        return registry.location(registry.patch(registry.startUpload(repository), bytes));
    }

    @ParameterizedTest(name = "an upload of {0} bytes")
    @ValueSource(ints = {0, 1000, 17 << 20})
    void givesAnUploadUp(int size) {
        URI upload = uploadOf(Blobs.random(size));

        assertThatAnswer(registry.delete(upload)).hasStatus(204).hasBody(NO_BODY);

        // empty tombstones stay, so that no late request brings the upload back to life
        assertThat(spooled(upload))
                .extracting(ListedObject::key, ListedObject::size)
                .containsExactlyElementsOf(LongStream.of(0, size)
                        .distinct()
                        .mapToObj(offset -> tuple(StorageLayout.chunk(Stores.uploadIn(upload), offset), 0L))
                        .toList());
        assertThat(events(upload))
                .extracting(event -> (Object) event.getClass())
                .containsExactly(UploadStarted.class, UploadCancelled.class);
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void knowsItNoLonger(Request request) {
        byte[] blob = Blobs.random(1000);
        URI upload = uploadOf(blob);
        URI bare = URI.create(upload.toString().replaceFirst("\\?.*", ""));
        assertThatAnswer(registry.delete(upload)).hasStatus(204);

        assertThatAnswer(request.send(registry, upload, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThatAnswer(request.send(registry, bare, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(spooled(upload)).extracting(ListedObject::size).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void knowsAnUploadWithoutBytesNoLonger(Request request) {
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.delete(upload)).hasStatus(204);

        assertThatAnswer(request.send(registry, upload, Blobs.random(10))).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(spooled(upload)).extracting(ListedObject::size).containsExactly(0L);
    }

    /** A URL that the client got when the upload had fewer bytes, or none. */
    @ParameterizedTest
    @EnumSource
    void knowsItNoLongerByAnOldUrl(Request request) {
        byte[] blob = Blobs.random(1000);
        URI start = registry.startUpload(repository);
        URI upload = registry.location(registry.patch(start, blob));
        assertThatAnswer(registry.delete(upload)).hasStatus(204);

        assertThatAnswer(request.send(registry, start, blob)).isError(404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(spooled(upload)).extracting(ListedObject::size).containsExactly(0L, 0L);
    }

    @Test
    void refusesToGiveUpWhatIsCompleted() {
        byte[] blob = Blobs.random(1000);
        Digest wrong = Registry.sha256(Blobs.random(10));
        URI upload = uploadOf(blob);
        assertThatAnswer(registry.put(Registry.withDigest(upload, wrong), NO_BODY))
                .isError(400, "DIGEST_INVALID");

        assertThatAnswer(registry.delete(upload)).isError(400, "BLOB_UPLOAD_INVALID");
    }

    @Test
    void refusesToGiveUpWhatIsLinked() {
        byte[] blob = Blobs.random(1000);
        Digest digest = Registry.sha256(blob);
        URI upload = registry.startUpload(repository);
        assertThatAnswer(registry.put(Registry.withDigest(upload, digest), blob))
                .hasStatus(201);
        await().untilAsserted(() -> assertThat(spooled(upload)).isEmpty());

        assertThatAnswer(registry.delete(upload)).isError(404, "BLOB_UPLOAD_UNKNOWN");

        assertThat(spooled(upload)).isEmpty();
        assertThat(events(upload)).noneMatch(event -> event instanceof UploadCancelled);
        assertThatAnswer(registry.head(Registry.blobPath(repository, digest))).hasStatus(200);
    }

    @Test
    void completesOrGivesUpWhenBothAreAskedForAtOnce() throws Exception {
        for (int round = 0; round < 15; round++) {
            byte[] blob = Blobs.random(1000);
            Digest digest = Registry.sha256(blob);
            URI upload = uploadOf(blob);

            List<HttpResponse<byte[]>> answers = Race.of(List.of(
                    () -> registry.put(Registry.withDigest(upload, digest), NO_BODY), () -> registry.delete(upload)));

            HttpResponse<byte[]> completed = answers.getFirst();
            HttpResponse<byte[]> cancelled = answers.getLast();
            HttpResponse<byte[]> read = registry.get(Registry.blobPath(repository, digest));
            if (completed.statusCode() == 201) {
                assertThatAnswer(read).hasStatus(200).hasBody(blob);
                assertThat(cancelled.statusCode()).isIn(204, 400, 404);
            } else {
                assertThatAnswer(completed).isError(404, "BLOB_UPLOAD_UNKNOWN");
                assertThatAnswer(cancelled).hasStatus(204);
                assertThatAnswer(read).hasStatus(404);
            }
        }
    }
}
