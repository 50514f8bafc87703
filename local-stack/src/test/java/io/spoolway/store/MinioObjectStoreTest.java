package io.spoolway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.stack.S3Credentials;
import io.spoolway.stack.S3Server;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.PausableProxy;
import io.spoolway.testing.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MinioObjectStoreTest extends ObjectStoreContract {
    private static final String ETAG = "00000000000000000000000000000000";

    private Path dataDir;
    private S3Server server;
    private ObjectStore store;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        dataDir = directory;
        server = S3Server.start(dataDir, 0);
        store = Stores.at(server.endpoint());
    }

    @AfterAll
    void stop() throws IOException {
        store.close();
        server.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    StoreConfig config() {
        return Stores.config(server.endpoint());
    }

    /** The server keeps parts as files in the bucket's directory. */
    @Override
    List<String> hidden() {
        try (Stream<Path> files = Files.walk(dataDir.resolve("objects"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectStore connect(URI endpoint, String secret, SimpleMeterRegistry meters) {
        S3Credentials account = S3Credentials.defaults();
        return MinioObjectStore.connect(
                new StoreConfig(endpoint, account.region(), account.bucket(), account.accessKey(), secret, 4), meters);
    }

    private static ObjectStore connect(URI endpoint, SimpleMeterRegistry meters) {
        return connect(endpoint, S3Credentials.defaults().secretKey(), meters);
    }

    /** How often each operation had each outcome. */
    private static Map<String, Long> counted(SimpleMeterRegistry meters) {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer : meters.find("spoolway.store.requests").timers()) {
            counts.put(timer.getId().getTag("operation") + " " + timer.getId().getTag("outcome"), timer.count());
        }
        return counts;
    }

    @Test
    void sendsAndCountsOneRequestForEachCall() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (RequestCounter wire = RequestCounter.before(server.endpoint());
                ObjectStore counting = connect(wire.endpoint(), meters)) {
            PutResult.Created created =
                    (PutResult.Created) counting.putIfAbsent("counted/a", ObjectBody.of("text"), Map.of());
            counting.putIfAbsent("counted/a", ObjectBody.of("text"), Map.of());
            counting.put("counted/b", ObjectBody.of("text"));
            counting.head("counted/a");
            counting.head("counted/nothing");
            close(counting.open("counted/a"));
            close(counting.openRange("counted/a", 1, 2));
            close(counting.openIfMatch("counted/a", created.etag()));
            counting.openIfMatch("counted/a", ETAG);
            counting.open("counted/nothing");
            counting.copyIfMatch("counted/a", created.etag(), 4, "counted/c");
            counting.copyIfMatch("counted/a", ETAG, 4, "counted/c");
            counting.anyBelow("counted/");
            assertThat(counting.list("counted/")).hasSize(3);
            assertThat(counting.listPrefixes("counted/")).isEmpty();
            try (MultipartObject object = counting.startMultipart("counted/d")) {
                object.copyPart(1, "counted/a", created.etag());
                object.putPart(1, ObjectBody.of("text"));
                object.complete();
            }
            counting.startMultipart("counted/e").close();
            counting.delete(List.of("counted/a", "counted/b", "counted/c", "counted/d"));

            Map<String, Long> counts = counted(meters);
            assertThat(counts)
                    .isEqualTo(new TreeMap<>(Map.ofEntries(
                            Map.entry("put ok", 2L),
                            Map.entry("put 412", 1L),
                            Map.entry("head ok", 1L),
                            Map.entry("head 404", 1L),
                            Map.entry("get ok", 3L),
                            Map.entry("get 404", 1L),
                            Map.entry("get 412", 1L),
                            Map.entry("copy ok", 1L),
                            Map.entry("copy 412", 1L),
                            Map.entry("list ok", 3L),
                            Map.entry("multipart-start ok", 2L),
                            Map.entry("part-copy ok", 1L),
                            Map.entry("part-put ok", 1L),
                            Map.entry("multipart-complete ok", 1L),
                            Map.entry("multipart-abort ok", 1L),
                            Map.entry("delete ok", 1L))));
            assertThat(wire.requests())
                    .isEqualTo(
                            counts.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private static void close(OpenResult result) throws IOException {
        ((OpenResult.Opened) result).content().close();
    }

    @Test
    void asksForAnotherPageOnlyWhenItIsRead() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        List<String> keys = Stream.iterate(0, i -> i < 1001, i -> i + 1)
                .map("paged/%04d"::formatted)
                .toList();
        try (ObjectStore counting = connect(server.endpoint(), meters)) {
            keys.parallelStream().forEach(key -> counting.put(key, ObjectBody.of("")));

            assertThat(counting.list("paged/").limit(10)).hasSize(10);
            assertThat(counting.list("paged/").takeWhile(object -> !object.key().endsWith("/0900")))
                    .hasSize(900);
            assertThat(counted(meters)).containsEntry("list ok", 2L);

            assertThat(counting.list("paged/")).hasSize(1001);
            assertThat(counted(meters)).containsEntry("list ok", 4L);

            counting.delete(keys);
            assertThat(counted(meters)).containsEntry("delete ok", 2L);
        }
    }

    @Test
    void saysThatAStoreIsUnavailableAndTriesAgainWhatMayBeRepeated() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        URI nobody;
        try (RequestCounter closed = RequestCounter.before(server.endpoint())) {
            nobody = closed.endpoint();
        }
        try (ObjectStore down = connect(nobody, meters)) {
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> down.head("key"))
                    .withMessageContaining(nobody.toString());
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> down.putIfAbsent("key", ObjectBody.of("text"), Map.of()));

            assertThat(counted(meters)).isEqualTo(Map.of("head io", 3L, "put io", 1L));
        }
    }

    @Test
    void readsOnWhereAllIdleConnectionsWereClosed() throws Exception {
        try (PausableProxy wire = PausableProxy.to(server.endpoint());
                ObjectStore reading = connect(wire.endpoint(), new SimpleMeterRegistry());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            PausableProxy.Hindrance all = wire.holdRequests(line -> true);
            List<Future<?>> reads = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> clients.submit(() -> reading.head("key")))
                    .toList();
            Eventually.await().until(() -> all.count() == 4);
            all.release();
            for (Future<?> read : reads) {
                read.get();
            }
            wire.cut();
            wire.restore();

            assertThat(reading.head("key")).isEmpty();
        }
    }

    @Test
    void saysThatAStoreDeniesAKeyThatIsNotGoodAndAsksOnce() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (ObjectStore stranger = connect(server.endpoint(), "not the secret", meters)) {
            assertDenied(() -> stranger.head("key"));
            assertDenied(() -> stranger.open("key"));
            assertDenied(() -> stranger.putIfAbsent("key", ObjectBody.of("text"), Map.of()));
            assertDenied(() -> stranger.list("").toList());
            assertDenied(() -> stranger.delete(List.of("key")));

            assertThat(counted(meters))
                    .isEqualTo(Map.of("head 403", 1L, "get 403", 1L, "put 403", 1L, "list 403", 1L, "delete 403", 1L));
        }
    }

    @Test
    void aBucketThatIsNotThereIsNoMissingObject() {
        S3Credentials account = S3Credentials.defaults();
        StoreConfig elsewhere = new StoreConfig(
                server.endpoint(), account.region(), "no-such-bucket", account.accessKey(), account.secretKey(), 4);
        List<StoreException.Denied> denials = new ArrayList<>();
        try (ObjectStore nowhere = MinioObjectStore.connect(elsewhere, new SimpleMeterRegistry(), denials::add)) {
            assertDenied(() -> nowhere.open("key"));
            assertDenied(() -> nowhere.openIfMatch("key", ETAG));
            assertDenied(() -> nowhere.copyIfMatch("key", ETAG, 4, "copy"));
            assertDenied(() -> nowhere.putIfAbsent("key", ObjectBody.of("text"), Map.of()));
            assertDenied(() -> nowhere.startMultipart("key").close());
            assertDenied(() -> nowhere.list("").toList());

            assertThat(denials)
                    .hasSize(6)
                    .allSatisfy(denial -> assertThat(denial).hasMessageContainingAll("no-such-bucket", "NoSuchBucket"));
        }
    }

    private static void assertDenied(ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.Denied.class).isThrownBy(call);
    }
}
