package io.spoolway.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.UploadPartArgs;
import io.minio.messages.DeleteRequest;
import io.minio.messages.ListBucketResultV2;
import io.minio.messages.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ServerTest {

    private static final String BUCKET = S3Credentials.defaults().bucket();

    @TempDir
    Path dataDir;

    private S3Server server;
    private S3TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = S3Server.start(dataDir, 0);
        client = new S3TestClient(server);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void storesAndReadsObjectsWithTheirMetadata() throws IOException {
        client.put("some/key", "text", Map.of("x-amz-meta-repository", "library/debian"));

        assertThat(client.get("some/key")).isEqualTo("text");
        assertThat(head("some/key").headers().get("x-amz-meta-repository")).isEqualTo("library/debian");
    }

    @Test
    void refusesToCreateAnObjectTwice() throws IOException {
        client.create("key", "first");

        assertThat(S3TestClient.status(catchThrowable(() -> client.create("key", "second"))))
                .isEqualTo(412);
        assertThat(client.get("key")).isEqualTo("first");
    }

    @Test
    void letsOneOfManyRacingWritersCreateAnObject() throws Exception {
        int writers = 16;
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String text = "writer " + writer;
                statuses.add(executor.submit(() -> {
                    start.await();
                    Throwable failure = catchThrowable(() -> client.create("contended", text));
                    return failure == null ? 200 : S3TestClient.status(failure);
                }));
            }
            start.countDown();

            assertThat(statuses).extracting(Future::get).containsOnlyOnce(200).containsOnly(200, 412);
        }
    }

    @Test
    void keepsTheChecksumOfAnObjectAndRefusesOtherBytes() {
        String sha256OfText = "mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=";
        client.put("key", "text", Map.of("x-amz-checksum-sha256", sha256OfText));

        assertThat(head("key").headers().get("x-amz-checksum-sha256")).isEqualTo(sha256OfText);
        assertThat(S3TestClient.status(catchThrowable(
                        () -> client.put("other", "other text", Map.of("x-amz-checksum-sha256", sha256OfText)))))
                .isEqualTo(400);
    }

    @Test
    void keepsItsObjectsAcrossARestart() throws IOException {
        client.put("some/key", "text", Map.of("x-amz-meta-repository", "library/debian"));
        String etag = head("some/key").etag();
        stop();
        start();

        assertThat(client.get("some/key")).isEqualTo("text");
        assertThat(head("some/key").etag()).isEqualTo(etag);
        assertThat(head("some/key").headers().get("x-amz-meta-repository")).isEqualTo("library/debian");
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> S3Server.start(
                        dataDir.resolve("other"), server.endpoint().getPort()));
    }

    @Test
    void refusesADirectoryThatAnotherServerUses() throws IOException {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> S3Server.start(dataDir, 0));

        client.put("key", "not disturbed");
        assertThat(client.get("key")).isEqualTo("not disturbed");
    }

    @Test
    void refusesAnotherSecret() throws IOException {
        S3Credentials other = new S3Credentials("spoolway", "another secret", BUCKET, "us-east-1");
        try (S3Server sameAccount = S3Server.start(dataDir.resolve("other"), 0);
                S3TestClient stranger = new S3TestClient(sameAccount.endpoint(), other)) {

            assertThat(S3TestClient.status(catchThrowable(() -> stranger.get("key"))))
                    .isEqualTo(403);
        }
    }

    @Test
    void takesAnObjectOfTheLargestChunkInOneRequest() throws IOException {
        String chunk = "x".repeat(64 << 20);
        client.put("chunk", chunk);

        assertThat(client.get("chunk")).isEqualTo(chunk);
    }

    @Test
    void assemblesPartsUnderTheConditionThatTheKeyIsFree() throws IOException {
        String firstPart = "x".repeat(5 << 20);
        String upload = client.minio()
                .createMultipartUpload(CreateMultipartUploadArgs.builder()
                        .bucket(BUCKET)
                        .object("big")
                        .build())
                .join()
                .result()
                .uploadId();
        Part[] parts = {uploadPart(upload, 1, firstPart), uploadPart(upload, 2, "end")};
        CompleteMultipartUploadArgs complete = CompleteMultipartUploadArgs.builder()
                .bucket(BUCKET)
                .object("big")
                .uploadId(upload)
                .parts(parts)
                .extraHeaders(new Http.Headers("If-None-Match", "*"))
                .build();

        client.put("big", "already here");
        assertThat(S3TestClient.status(catchThrowable(
                        () -> client.minio().completeMultipartUpload(complete).join())))
                .isEqualTo(412);

        client.delete("big");
        client.minio().completeMultipartUpload(complete).join();
        assertThat(client.get("big")).isEqualTo(firstPart + "end");
        assertThat(keys(client.list(listing()))).containsExactly("big");
    }

    @Test
    void listsKeysInOrderPageByPage() {
        List<String> keys = List.of("a-b", "a.b/x", "a/1", "a/2", "b", "c/d/e", "é");
        keys.reversed().forEach(key -> client.put(key, key));

        assertThat(keys(client.list(listing()))).isEqualTo(keys);
        assertThat(keys(client.list(listing().startAfter("a/1")))).containsExactly("a/2", "b", "c/d/e", "é");
        assertThat(keys(client.list(listing().prefix("a/")))).containsExactly("a/1", "a/2");

        List<String> paged = new ArrayList<>();
        ListBucketResultV2 page = client.list(listing().maxKeys(3));
        paged.addAll(keys(page));
        while (page.isTruncated()) {
            page = client.list(listing().maxKeys(3).continuationToken(page.nextContinuationToken()));
            paged.addAll(keys(page));
        }
        assertThat(paged).isEqualTo(keys);
    }

    @Test
    void groupsKeysByDelimiterPageByPage() {
        List.of("a-b", "a.b/x", "a/1", "a/2", "b", "c/d/e").forEach(key -> client.put(key, key));

        ListBucketResultV2 all = client.list(listing().delimiter("/"));
        assertThat(keys(all)).containsExactly("a-b", "b");
        assertThat(prefixes(all)).containsExactly("a.b/", "a/", "c/");

        ListBucketResultV2 first = client.list(listing().delimiter("/").maxKeys(3));
        assertThat(keys(first)).containsExactly("a-b");
        assertThat(prefixes(first)).containsExactly("a.b/", "a/");
        ListBucketResultV2 second =
                client.list(listing().delimiter("/").maxKeys(3).continuationToken(first.nextContinuationToken()));
        assertThat(keys(second)).containsExactly("b");
        assertThat(prefixes(second)).containsExactly("c/");
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void listsNoPrefixThatHoldsNoObject() throws IOException {
        client.put("full/key", "text");
        Files.createDirectories(dataDir.resolve("objects").resolve(BUCKET).resolve("empty/below"));

        assertThat(prefixes(client.list(listing().delimiter("/")))).containsExactly("full/");
    }

    @Test
    void listsNoObjectUnderItsKeyWithASlashBehindIt() {
        client.put("key", "text");

        assertThat(keys(client.list(listing().prefix("key/")))).isEmpty();
        assertThat(keys(client.list(listing().prefix("key")))).containsExactly("key");
    }

    @Test
    void deletesManyObjectsInOneRequest() {
        List.of("a/1", "a/2", "b").forEach(key -> client.put(key, key));

        assertThat(client.minio()
                        .deleteObjects(DeleteObjectsArgs.builder()
                                .bucket(BUCKET)
                                .objects(List.of(
                                        new DeleteRequest.Object("a/1"),
                                        new DeleteRequest.Object("a/2"),
                                        new DeleteRequest.Object("never there")))
                                .build())
                        .join()
                        .result()
                        .errors())
                .isEmpty();
        assertThat(keys(client.list(listing()))).containsExactly("b");
    }

    @Test
    void writesWhileOthersDeleteTheLastObjectBesideIt() throws Exception {
        inParallel(8, () -> {
            for (int i = 0; i < 100; i++) {
                String key = "shard/" + UUID.randomUUID() + "/0";
                client.create(key, "text");
                client.delete(key);
            }
            return null;
        });

        assertThat(keys(client.list(listing()))).isEmpty();
    }

    @Test
    void listsWhatStaysWhileOtherObjectsComeAndGo() throws Exception {
        List<String> staying = List.of("dir/stays-1", "dir/stays-2", "dir/stays-3");
        staying.forEach(key -> client.put(key, key));
        AtomicBoolean listed = new AtomicBoolean();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String name = "dir/goes-" + writer + "-";
                writers.add(executor.submit(() -> {
                    for (int i = 0; !listed.get(); i++) {
                        client.put(name + i, "text");
                        client.delete(name + i);
                    }
                }));
            }
            try {
                for (int i = 0; i < 100; i++) {
                    assertThat(keys(client.list(listing().prefix("dir/"))))
                            .containsAll(staying)
                            .allMatch(key -> key.matches("dir/(stays|goes-\\d)-\\d+"), "is a key that was written");
                }
            } finally {
                listed.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    private static void inParallel(int threads, Callable<?> task) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Object>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                tasks.add(task::call);
            }
            for (Future<?> future : executor.invokeAll(tasks)) {
                future.get();
            }
        }
    }

    private Part uploadPart(String upload, int number, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String etag = client.minio()
                .uploadPart(UploadPartArgs.builder()
                        .bucket(BUCKET)
                        .object("big")
                        .uploadId(upload)
                        .partNumber(number)
                        .data(bytes, bytes.length)
                        .build())
                .join()
                .part()
                .etag();
        // Without the part's checksum, which would have the server read all parts again to make one of the whole.
        return new Part(number, etag);
    }

    private HeadObjectResponse head(String key) {
        return client.minio()
                .headObject(HeadObjectArgs.builder()
                        .bucket(BUCKET)
                        .object(key)
                        .extraHeaders(new Http.Headers("x-amz-checksum-mode", "ENABLED"))
                        .build())
                .join();
    }

    private static ListObjectsV2Args.Builder listing() {
        return ListObjectsV2Args.builder().maxKeys(1000);
    }

    private static List<String> keys(ListBucketResultV2 page) {
        return page.contents().stream().map(object -> object.objectName()).toList();
    }

    private static List<String> prefixes(ListBucketResultV2 page) {
        return page.commonPrefixes().stream()
                .map(prefix -> prefix.toItem().objectName())
                .toList();
    }
}
