package io.spoolway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.testing.Blobs;
import io.spoolway.testing.Race;
import io.spoolway.testing.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the pipeline relies on in an object store, by the roles that {@link ObjectStore} is made of. Another store joins by
 * saying what {@link #store} is. A test deletes what it made, and fails when anything is left then.
 */
abstract class ObjectStoreContract {
    private static final int MIB = 1 << 20;
    private static final String OTHER_ETAG = "00000000000000000000000000000000";

    private final Set<String> made = Collections.synchronizedSet(new HashSet<>());
    private String prefix = "";

    /** The store under test, connected to a bucket that nobody else uses. */
    abstract ObjectStore store();

    /** Where that bucket is. */
    abstract StoreConfig config();

    /** What there is in the bucket that no listing shows, such as the parts of objects that were never completed. */
    List<String> hidden() {
        return List.of();
    }

    @BeforeEach
    void choosePrefix() {
        prefix = "contract/" + UUID.randomUUID() + "/";
    }

    @AfterEach
    void nothingIsLeftBehind() {
        store().delete(made);

        assertThat(store().list("").map(ListedObject::key)).isEmpty();
        assertThat(store().unfinished("")).isEmpty();
        assertThat(hidden()).isEmpty();
    }

    /** A key of this test; what is there in the end is deleted. */
    private String key(String name) {
        made.add(prefix + name);
        return prefix + name;
    }

    private String create(String key, byte[] bytes, Map<String, String> metadata) {
        PutResult result = store().putIfAbsent(key, ObjectBody.of(bytes), metadata);
        return switch (result) {
            case PutResult.Created created -> created.etag();
            case PutResult.AlreadyExists taken -> throw new AssertionError(key + " is taken");
        };
    }

    private String create(String key, byte[] bytes) {
        return create(key, bytes, Map.of());
    }

    private byte[] content(String key) {
        return Stores.content(store(), key);
    }

    private static byte[] bytes(OpenResult result) {
        return switch (result) {
            case OpenResult.Opened(ObjectContent content) -> {
                try (content) {
                    yield content.stream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            default -> throw new AssertionError(result);
        };
    }

    private static ObjectBody withWrongHash(byte[] bytes) {
        return new ObjectBody(bytes, bytes.length, ObjectBody.of("other bytes").sha256());
    }

    @Nested
    class Reader {
        @Test
        void headTellsSizeAndTimeOfAnObject() {
            Instant before = Instant.now();
            create(key("object"), Blobs.random(1234));

            StoredObject head = store().head(key("object")).orElseThrow();

            assertThat(head.key()).isEqualTo(key("object"));
            assertThat(head.size()).isEqualTo(1234);
            assertThat(head.lastModified())
                    .isBetween(
                            before.minus(Duration.ofSeconds(2)), Instant.now().plus(Duration.ofSeconds(2)));
        }

        @Test
        void headIsEmptyWhereNothingIs() {
            assertThat(store().head(key("nothing"))).isEmpty();
        }

        @Test
        void opensAWholeObject() {
            byte[] blob = Blobs.random(3 * MIB);
            create(key("object"), blob);

            assertThat(bytes(store().open(key("object")))).isEqualTo(blob);
        }

        @Test
        void opensAnEmptyObject() {
            create(key("empty"), new byte[0]);

            assertThat(bytes(store().open(key("empty")))).isEmpty();
            assertThat(store().head(key("empty")).orElseThrow().size()).isZero();
        }

        @Test
        void opensNothingWhereNothingIs() {
            assertThat(store().open(key("nothing"))).isInstanceOf(OpenResult.Missing.class);
            assertThat(store().openRange(key("nothing"), 0, 1)).isInstanceOf(OpenResult.Missing.class);
            assertThat(store().openIfMatch(key("nothing"), OTHER_ETAG)).isInstanceOf(OpenResult.Missing.class);
        }

        @ParameterizedTest(name = "{1} bytes from {0}")
        @CsvSource({"0, 1", "0, 1000", "999, 1", "17, 500"})
        void opensARange(int offset, int length) throws IOException {
            byte[] blob = Blobs.random(1000);
            create(key("object"), blob);

            OpenResult result = store().openRange(key("object"), offset, length);

            assertThat(result).isInstanceOf(OpenResult.Opened.class);
            try (ObjectContent content = ((OpenResult.Opened) result).content()) {
                assertThat(content.object().size()).isEqualTo(length);
                assertThat(content.stream().readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(blob, offset, offset + length));
            }
        }

        @Test
        void opensUpToTheEndWhenTheRangeIsLonger() {
            byte[] blob = Blobs.random(1000);
            create(key("object"), blob);

            assertThat(bytes(store().openRange(key("object"), 900, 5000)))
                    .isEqualTo(Arrays.copyOfRange(blob, 900, 1000));
        }

        @Test
        void refusesARangeBehindTheEnd() {
            create(key("object"), Blobs.random(10));

            assertThatExceptionOfType(StoreException.Refused.class)
                    .isThrownBy(() -> store().openRange(key("object"), 10, 1));
        }

        @Test
        void opensOnTheConditionOfAnETag() {
            byte[] blob = Blobs.random(1000);
            String etag = create(key("object"), blob);

            assertThat(bytes(store().openIfMatch(key("object"), etag))).isEqualTo(blob);
            assertThat(store().openIfMatch(key("object"), OTHER_ETAG)).isInstanceOf(OpenResult.Changed.class);

            store().put(key("object"), ObjectBody.of("something else"));
            assertThat(store().openIfMatch(key("object"), etag)).isInstanceOf(OpenResult.Changed.class);
        }

        @Test
        void callsAnObjectByTheSameETagEverywhere() {
            String etag = create(key("object"), Blobs.random(100));

            assertThat(store().head(key("object")).orElseThrow().etag()).isEqualTo(etag);
            assertThat(store().list(prefix)).extracting(ListedObject::etag).containsExactly(etag);
            OpenResult.Opened opened = (OpenResult.Opened) store().open(key("object"));
            assertThat(opened.content().object().etag()).isEqualTo(etag).doesNotContain("\"");
            assertThat(bytes(opened)).hasSize(100);
        }

        @Test
        void canBeLeftHalfRead() throws IOException {
            create(key("object"), Blobs.random(2 * MIB));

            for (int i = 0; i < 40; i++) {
                OpenResult.Opened opened = (OpenResult.Opened) store().open(key("object"));
                assertThat(opened.content().stream().read()).isNotNegative();
                opened.content().close();
            }
            assertThat(content(key("object"))).hasSize(2 * MIB);
        }
    }

    @Nested
    class Writer {
        @Test
        void createsAnObjectOnce() {
            byte[] first = Blobs.random(100);
            create(key("object"), first);

            assertThat(store().putIfAbsent(key("object"), ObjectBody.of("second"), Map.of()))
                    .isInstanceOf(PutResult.AlreadyExists.class);
            assertThat(content(key("object"))).isEqualTo(first);
        }

        @Test
        void createsAnEmptyObjectOnce() {
            create(key("seal"), new byte[0]);

            assertThat(store().putIfAbsent(key("seal"), ObjectBody.of(""), Map.of()))
                    .isInstanceOf(PutResult.AlreadyExists.class);
        }

        @Test
        void createsAnObjectAgainAfterItWasDeleted() {
            create(key("object"), Blobs.random(100));
            store().delete(List.of(key("object")));
            byte[] second = Blobs.random(100);

            create(key("object"), second);

            assertThat(content(key("object"))).isEqualTo(second);
        }

        @Test
        void letsExactlyOneOfManyRacingWritersCreateAnObject() throws Exception {
            int writers = 16;
            List<byte[]> blobs = IntStream.range(0, writers)
                    .mapToObj(i -> Blobs.random(50_000))
                    .toList();
            String contended = key("contended");

            List<PutResult> results = Race.of(
                    writers, writer -> store().putIfAbsent(contended, ObjectBody.of(blobs.get(writer)), Map.of()));

            List<Integer> winners = IntStream.range(0, writers)
                    .filter(writer -> results.get(writer) instanceof PutResult.Created)
                    .boxed()
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(content(contended)).isEqualTo(blobs.get(winners.getFirst()));
        }

        @Test
        void keepsTheMetadataOfAnObject() throws IOException {
            Map<String, String> metadata =
                    Map.of("repository", "library/some-name_1.2", "digest", "sha256:0123", "size", "17", "seal", "X");
            create(key("object"), Blobs.random(100), metadata);

            assertThat(store().head(key("object")).orElseThrow().metadata()).isEqualTo(metadata);
            OpenResult.Opened opened = (OpenResult.Opened) store().open(key("object"));
            try (ObjectContent content = opened.content()) {
                assertThat(content.object().metadata()).isEqualTo(metadata);
            }
        }

        @Test
        void refusesBytesThatDoNotMatchTheirHash() {
            assertThatExceptionOfType(StoreException.Refused.class)
                    .isThrownBy(() -> store().putIfAbsent(key("created"), withWrongHash(Blobs.random(100)), Map.of()));
            assertThatExceptionOfType(StoreException.Refused.class)
                    .isThrownBy(() -> store().put(key("put"), withWrongHash(Blobs.random(100))));

            assertThat(store().head(key("created"))).isEmpty();
            assertThat(store().head(key("put"))).isEmpty();
        }

        @Test
        void storesOnlyTheBytesWithinTheLengthOfABody() {
            byte[] array = Blobs.random(1000);
            byte[] wanted = Arrays.copyOf(array, 600);

            store().put(
                            key("object"),
                            new ObjectBody(
                                    array, wanted.length, ObjectBody.of(wanted).sha256()));

            assertThat(content(key("object"))).isEqualTo(wanted);
        }

        @Test
        void replacesAnObject() {
            String etag = create(key("object"), Blobs.random(100), Map.of("seal", "X"));
            byte[] second = Blobs.random(200);

            store().put(key("object"), ObjectBody.of(second));

            assertThat(content(key("object"))).isEqualTo(second);
            StoredObject replaced = store().head(key("object")).orElseThrow();
            assertThat(replaced.etag()).isNotEqualTo(etag);
            assertThat(replaced.metadata()).isEmpty();

            store().put(key("object"), ObjectBody.of(""), Map.of("seal", "Y"));

            StoredObject emptied = store().head(key("object")).orElseThrow();
            assertThat(emptied.size()).isZero();
            assertThat(emptied.metadata()).isEqualTo(Map.of("seal", "Y"));
        }
    }

    @Nested
    class Copier {
        @Test
        void copiesAnObjectWithoutItsMetadata() {
            byte[] blob = Blobs.random(8 * MIB);
            String etag = create(key("source"), blob, Map.of("repository", "library/example"));

            assertThat(store().copyIfMatch(key("source"), etag, blob.length, key("target")))
                    .isEqualTo(CopyResult.COPIED);

            assertThat(content(key("target"))).isEqualTo(blob);
            assertThat(store().head(key("target")).orElseThrow().metadata()).isEmpty();
            assertThat(content(key("source"))).isEqualTo(blob);
        }

        @Test
        void replacesTheTarget() {
            byte[] blob = Blobs.random(100);
            String etag = create(key("source"), blob);
            create(key("target"), Blobs.random(1000));

            assertThat(store().copyIfMatch(key("source"), etag, blob.length, key("target")))
                    .isEqualTo(CopyResult.COPIED);

            assertThat(content(key("target"))).isEqualTo(blob);
        }

        @Test
        void doesNotCopyASourceWithAnotherETag() {
            byte[] blob = Blobs.random(100);
            String etag = create(key("source"), blob);

            assertThat(store().copyIfMatch(key("source"), OTHER_ETAG, blob.length, key("target")))
                    .isEqualTo(CopyResult.SOURCE_CHANGED);
            assertThat(store().head(key("target"))).isEmpty();

            store().put(key("source"), ObjectBody.of(Blobs.random(100)));
            assertThat(store().copyIfMatch(key("source"), etag, blob.length, key("target")))
                    .isEqualTo(CopyResult.SOURCE_CHANGED);
            assertThat(store().head(key("target"))).isEmpty();
        }

        @Test
        void saysThatThereIsNoSource() {
            assertThat(store().copyIfMatch(key("nothing"), OTHER_ETAG, 100, key("target")))
                    .isEqualTo(CopyResult.SOURCE_MISSING);
            assertThat(store().head(key("target"))).isEmpty();
        }

        @Test
        void assemblesAnObjectOfCopiedAndSentPartsInTheOrderOfTheirNumbers() {
            byte[] blob = Blobs.random(17 * MIB + 3);
            byte[] first = Arrays.copyOfRange(blob, 0, 5 * MIB);
            byte[] second = Arrays.copyOfRange(blob, 5 * MIB, 11 * MIB);
            byte[] third = Arrays.copyOfRange(blob, 11 * MIB, 17 * MIB);
            byte[] fourth = Arrays.copyOfRange(blob, 17 * MIB, blob.length);
            String etagOfFirst = create(key("first"), first, Map.of("repository", "library/example"));
            String etagOfFourth = create(key("fourth"), fourth);

            try (MultipartObject object = store().startMultipart(key("target"))) {
                assertThat(object.copyPart(4, key("fourth"), etagOfFourth)).isEqualTo(CopyResult.COPIED);
                object.putPart(3, ObjectBody.of(third));
                object.putPart(2, ObjectBody.of(second));
                assertThat(object.copyPart(1, key("first"), etagOfFirst)).isEqualTo(CopyResult.COPIED);
                assertThat(store().head(key("target"))).isEmpty();
                object.complete();
            }

            assertThat(content(key("target"))).isEqualTo(blob);
            assertThat(store().head(key("target")).orElseThrow().metadata()).isEmpty();
        }

        @Test
        void assemblesAnObjectOfOnePart() {
            byte[] blob = Blobs.random(100);
            try (MultipartObject object = store().startMultipart(key("target"))) {
                object.putPart(1, ObjectBody.of(blob));
                object.complete();
            }

            assertThat(content(key("target"))).isEqualTo(blob);
        }

        @Test
        void takesPartsInParallel() throws Exception {
            byte[] blob = Blobs.random(20 * MIB);
            try (MultipartObject object = store().startMultipart(key("target"))) {
                Race.of(4, i -> {
                    object.putPart(i + 1, ObjectBody.of(Arrays.copyOfRange(blob, i * 5 * MIB, (i + 1) * 5 * MIB)));
                    return i;
                });
                object.complete();
            }

            assertThat(content(key("target"))).isEqualTo(blob);
        }

        @Test
        void doesNotCopyAPartFromASourceWithAnotherETag() {
            byte[] blob = Blobs.random(100);
            String etag = create(key("source"), blob);
            try (MultipartObject object = store().startMultipart(key("target"))) {
                assertThat(object.copyPart(1, key("source"), OTHER_ETAG)).isEqualTo(CopyResult.SOURCE_CHANGED);
                assertThat(object.copyPart(1, key("nothing"), OTHER_ETAG)).isEqualTo(CopyResult.SOURCE_MISSING);
                assertThat(object.copyPart(1, key("source"), etag)).isEqualTo(CopyResult.COPIED);
                object.complete();
            }

            assertThat(content(key("target"))).isEqualTo(blob);
        }

        @Test
        void refusesAPartThatDoesNotMatchItsHash() {
            try (MultipartObject object = store().startMultipart(key("target"))) {
                assertThatExceptionOfType(StoreException.Refused.class)
                        .isThrownBy(() -> object.putPart(1, withWrongHash(Blobs.random(100))));
            }
        }

        @Test
        void leavesNothingOfAnObjectThatIsNotCompleted() {
            String etag = create(key("source"), Blobs.random(5 * MIB));
            try (MultipartObject object = store().startMultipart(key("target"))) {
                object.copyPart(1, key("source"), etag);
                object.putPart(2, ObjectBody.of(Blobs.random(100)));
            }

            assertThat(store().head(key("target"))).isEmpty();
            assertThat(store().list(prefix)).extracting(ListedObject::key).containsExactly(key("source"));
        }

        @Test
        void leavesNothingOfAnObjectWhoseMakerIsInterrupted() {
            try (MultipartObject object = store().startMultipart(key("target"))) {
                object.putPart(1, ObjectBody.of(Blobs.random(100)));
                Thread.currentThread().interrupt();
            }

            assertThat(Thread.interrupted()).as("interrupted").isTrue();
            assertThat(store().head(key("target"))).isEmpty();
        }
    }

    @Nested
    class Lister {
        @Test
        void listsInTheOrderOfTheBytesOfAKey() {
            List<String> names = List.of("a!", "a-b", "a.b/x", "a/1", "a/10", "a/2", "a0", "b");
            names.reversed().forEach(name -> create(key(name), new byte[name.length()]));

            List<ListedObject> listed = store().list(prefix).toList();

            assertThat(listed)
                    .extracting(ListedObject::key)
                    .containsExactlyElementsOf(
                            names.stream().map(name -> key(name)).toList());
            assertThat(listed).extracting(ListedObject::size).containsExactly(2L, 3L, 5L, 3L, 4L, 3L, 2L, 1L);
            assertThat(listed)
                    .allSatisfy(object -> assertThat(object.lastModified())
                            .isBetween(
                                    Instant.now().minus(Duration.ofMinutes(10)),
                                    Instant.now().plus(Duration.ofSeconds(2))));
        }

        @Test
        void listsWhatBeginsWithAPrefix() {
            List.of("a", "ab", "abc/d", "b").forEach(name -> create(key(name), new byte[0]));

            assertThat(store().list(prefix + "ab"))
                    .extracting(ListedObject::key)
                    .containsExactly(key("ab"), key("abc/d"));
            assertThat(store().list(prefix + "x")).isEmpty();
            assertThat(store().anyBelow(prefix + "ab")).isTrue();
            assertThat(store().anyBelow(prefix + "abc/")).isTrue();
            assertThat(store().anyBelow(prefix + "ab/")).isFalse();
        }

        @Test
        void listsThePrefixesOneLevelBelow() {
            List.of("x", "c/d/e", "a-b/1", "a/1", "a/2", "a0/1").forEach(name -> create(key(name), new byte[0]));

            assertThat(store().listPrefixes(prefix))
                    .containsExactly(prefix + "a-b/", prefix + "a/", prefix + "a0/", prefix + "c/");
            assertThat(store().listPrefixes(prefix + "c/")).containsExactly(prefix + "c/d/");
            assertThat(store().listPrefixes(prefix + "a/")).isEmpty();
            assertThat(store().listPrefixes(prefix + "nothing/")).isEmpty();
        }

        @Test
        void showsAnObjectOnceItIsThereAndNoLongerOnceItIsDeleted() {
            assertThat(store().anyBelow(prefix)).isFalse();

            create(key("object"), Blobs.random(1));
            assertThat(store().anyBelow(prefix)).isTrue();
            assertThat(store().list(prefix)).hasSize(1);

            store().delete(List.of(key("object")));
            assertThat(store().anyBelow(prefix)).isFalse();
            assertThat(store().list(prefix)).isEmpty();
        }

        /** One set of objects for both, since it takes a while to make. */
        @Test
        void listsAndDeletesMoreThanOnePageOfKeys() {
            List<String> keys = IntStream.range(0, 1005)
                    .mapToObj(i -> key("%04d/object".formatted(i)))
                    .toList();
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                keys.forEach(key -> threads.execute(() -> create(key, new byte[1])));
            }

            assertThat(store().list(prefix)).extracting(ListedObject::key).isEqualTo(keys);
            assertThat(store().list(prefix).limit(1003)).hasSize(1003);
            assertThat(store().listPrefixes(prefix))
                    .isEqualTo(keys.stream()
                            .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
                            .toList());

            List<String> all = new ArrayList<>(keys);
            all.add(500, key("absent"));
            store().delete(all);
            assertThat(store().list(prefix)).isEmpty();
        }
    }

    @Nested
    class Deleter {
        @Test
        void deletesOnlyTheseKeys() {
            List.of("a", "ab", "c/1", "c/2").forEach(name -> create(key(name), new byte[1]));

            store().delete(List.of(key("a"), key("c/2")));

            assertThat(store().list(prefix)).extracting(ListedObject::key).containsExactly(key("ab"), key("c/1"));
        }

        @Test
        void takesAnAbsentKeyForDeleted() {
            create(key("object"), new byte[1]);

            store().delete(List.of(key("absent"), key("object"), key("absent")));
            store().delete(List.of(key("object")));
            store().delete(List.of());

            assertThat(store().list(prefix)).isEmpty();
        }
    }

    @Nested
    class Unfinished {
        @Test
        void showsAndDropsWhatIsNotCompleted() {
            MultipartObject object = store().startMultipart(key("target"));
            object.putPart(1, ObjectBody.of(Blobs.random(100)));

            List<UnfinishedObjects.Unfinished> unfinished = store().unfinished(prefix);
            assertThat(unfinished).extracting(UnfinishedObjects.Unfinished::key).containsExactly(key("target"));
            assertThat(store().unfinished(prefix + "other")).isEmpty();

            store().drop(unfinished.getFirst());
            assertThat(store().unfinished(prefix)).isEmpty();
            assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(object::complete);
            store().drop(unfinished.getFirst());
            object.close();
            assertThat(store().head(key("target"))).isEmpty();
        }

        @Test
        void doesNotShowWhatIsCompletedOrAborted() {
            try (MultipartObject object = store().startMultipart(key("target"))) {
                object.putPart(1, ObjectBody.of(Blobs.random(100)));
                object.complete();
            }
            store().startMultipart(key("aborted")).close();

            assertThat(store().unfinished(prefix)).isEmpty();
        }
    }

    @Nested
    class Signed {
        private HttpResponse<byte[]> get(String url, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            if (headers.length > 0) {
                request.headers(headers);
            }
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(request.build(), BodyHandlers.ofByteArray());
            }
        }

        @Test
        void letsAnyoneReadAnObjectWhoHasItsUrl() throws Exception {
            byte[] blob = Blobs.random(1000);
            create(key("object"), blob);
            String url = new PresignedUrls(config(), config().endpoint(), Duration.ofMinutes(5))
                    .get(key("object"))
                    .toString();

            HttpResponse<byte[]> whole = get(url);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(blob);

            HttpResponse<byte[]> part = get(url, "Range", "bytes=100-199");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(blob, 100, 200));

            assertThat(get(url.replace("object?", "another?")).statusCode()).isEqualTo(403);
            assertThat(get(url.substring(0, url.indexOf('?'))).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void canDoAllThatThePipelineReliesOn() {
        StoreProbe.Capabilities capabilities = StoreProbe.probe(store(), prefix);

        assertThat(capabilities).isEqualTo(new StoreProbe.Capabilities(true, true, true));
        assertThat(store().list(prefix)).isEmpty();
    }
}
