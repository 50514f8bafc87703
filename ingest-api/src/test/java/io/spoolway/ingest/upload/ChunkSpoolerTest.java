package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadProgressed;
import io.spoolway.ingest.http.BodySizeException;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.ChunkSizes;
import io.spoolway.spool.Seal;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectWriter;
import io.spoolway.store.OpenResult;
import io.spoolway.store.PutResult;
import io.spoolway.store.StoreException;
import io.spoolway.store.StoredObject;
import io.spoolway.telemetry.LogContext;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** Chunks are of 5 MiB, the smallest there are; two of a request are stored at once. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChunkSpoolerTest {
    private static final int MIB = 1 << 20;
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));
    private static final BodyLength UNKNOWN = new BodyLength(-1, false);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Bucket bucket = new Bucket();
    private final Queue<PipelineEvent> progress = new ConcurrentLinkedQueue<>();
    private final ChunkSpooler spooler = new ChunkSpooler(
            bucket,
            bucket,
            new ChunkSizes(5 * MIB, 5 * MIB),
            2,
            new BufferBudget(20 * MIB, meters),
            executor,
            new Progress(progress::add, Clock.systemUTC()),
            meters);

    @AfterEach
    void allMemoryIsGivenBackHoweverItEnded() {
        executor.close();
        assertThat(meters.get("spoolway.ingest.buffer.used").gauge().value()).isZero();
    }

    @Test
    void cutsABodyIntoChunks() throws Exception {
        ChunkSpooler.Spooled spooled = spooler.spool(open(0), bytes(12 * MIB), framed(12 * MIB));

        assertThat(spooled.chunks())
                .extracting(Chunk::offset, Chunk::size)
                .containsExactly(tuple(0, 5), tuple(5, 5), tuple(10, 2));
        assertThat(spooled.chunks()).allSatisfy(chunk -> assertThat(chunk).isEqualTo(bucket.chunk(chunk.offset())));
        assertThat(spooled.sealOffset()).isEmpty();
        assertThat(bucket.seal(10 * MIB)).isEmpty();
        assertThat(meters.get("spoolway.ingest.spooled").counter().count()).isEqualTo(12 * MIB);
    }

    @Test
    void tellsHowFarAnUploadIsThatTakesLong() throws Exception {
        // it was started years ago
        spooler.spool(open(0), bytes(3 * MIB), framed(3 * MIB));

        assertThat(progress).containsExactly(new UploadProgressed(ID, REPOSITORY, 3 * MIB));
    }

    @Test
    void doesNotTellHowFarAnUploadIsThatIsComplete() throws Exception {
        spooler.spool(completing(0), bytes(3 * MIB), framed(3 * MIB));

        assertThat(progress).isEmpty();
    }

    @Test
    void theLogOfAChunkTellsWhatThatOfTheRequestTells() throws Exception {
        try (var _ = LogContext.begin()) {
            LogContext.upload(ID.toString());
            LogContext.repository(REPOSITORY.toString());
            LogContext.digest(DIGEST.toString());
            MDC.put("trace.id", "of the request");
            Map<String, String> told = MDC.getCopyOfContextMap();

            spooler.spool(open(0), bytes(6 * MIB), framed(6 * MIB));

            assertThat(bucket.logged).containsExactly(told, told);
        }
    }

    @Test
    void goesOnWhereTheUploadStands() throws Exception {
        ChunkSpooler.Spooled spooled = spooler.spool(open(7 * MIB), bytes(6 * MIB), UNKNOWN);

        assertThat(spooled.chunks()).extracting(Chunk::offset, Chunk::size).containsExactly(tuple(7, 5), tuple(12, 1));
    }

    @Test
    void storesNothingForABodyWithoutBytes() throws Exception {
        ChunkSpooler.Spooled spooled = spooler.spool(open(0), bytes(0), framed(0));

        assertThat(spooled.chunks()).isEmpty();
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void sealsWithTheLastChunk() throws Exception {
        ChunkSpooler.Spooled spooled = spooler.spool(completing(0), bytes(12 * MIB), framed(12 * MIB));

        assertThat(spooled.sealOffset()).hasValue(10 * MIB);
        assertThat(bucket.seal(10 * MIB)).hasValue(new Seal.Completed(REPOSITORY, DIGEST, 12 * MIB));
        assertThat(bucket.seal(0)).isEmpty();
        assertThat(bucket.objects).hasSize(3);
    }

    @Test
    void sealsWithTheLastChunkThoughItsEndWasNotKnownBefore() throws Exception {
        ChunkSpooler.Spooled spooled = spooler.spool(completing(0), bytes(10 * MIB), UNKNOWN);

        assertThat(spooled.sealOffset()).hasValue(5 * MIB);
        assertThat(bucket.seal(5 * MIB)).hasValue(new Seal.Completed(REPOSITORY, DIGEST, 10 * MIB));
        assertThat(bucket.objects).hasSize(2);
    }

    @Test
    void sealsWithAnObjectOfItsOwnWhenTheRequestBringsNoBytes() throws Exception {
        ChunkSpooler.Spooled spooled =
                spooler.spool(completing(10 * MIB), InputStream.nullInputStream(), BodyLength.NO_BODY);

        assertThat(spooled.chunks()).isEmpty();
        assertThat(spooled.sealOffset()).hasValue(10 * MIB);
        assertThat(bucket.seal(10 * MIB)).hasValue(new Seal.Completed(REPOSITORY, DIGEST, 10 * MIB));
        assertThat(bucket.chunkSizes()).containsExactly(0L);
    }

    @Test
    void sealsOnlyWhenEveryChunkBeforeItIsStored() throws Exception {
        spooler.spool(completing(0), bytes(23 * MIB), UNKNOWN);

        assertThat(bucket.storedBeforeSeal).isEqualTo(4);
    }

    @Test
    void letsGoOfTheBytesOfAChunkOnceItIsStored() throws Exception {
        List<Integer> held = new ArrayList<>();
        InputStream end = new InputStream() {
            @Override
            public int read() {
                System.gc();
                held.add(bucket.heldBodies());
                return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return read();
            }
        };

        spooler.spool(open(0), new SequenceInputStream(bytes(100 * MIB), end), UNKNOWN);

        // two in the window, and a few that a thread on its way out still holds
        assertThat(held.getFirst()).isLessThan(8);
        assertThat(bucket.objects).hasSize(20);
    }

    @Test
    void keepsWhatArrivedBeforeTheConnectionBroke() {
        InputStream body = new SequenceInputStream(bytes(7 * MIB), broken());

        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> spooler.spool(completing(0), body, framed(20 * MIB)));

        assertThat(bucket.chunkSizes()).containsExactly(5L * MIB, 2L * MIB);
        assertThat(bucket.seal(5 * MIB)).isEmpty();
    }

    @Test
    void doesNotSealABodyThatIsNotOfItsLength() {
        assertThatExceptionOfType(BodySizeException.class)
                .isThrownBy(() -> spooler.spool(completing(0), bytes(7 * MIB), new BodyLength(8 * MIB, false)));
        assertThat(bucket.chunkSizes()).containsExactly(5L * MIB, 2L * MIB);
        assertThat(bucket.seal(5 * MIB)).isEmpty();

        bucket.objects.clear();
        assertThatExceptionOfType(BodySizeException.class)
                .isThrownBy(() -> spooler.spool(completing(0), bytes(7 * MIB), new BodyLength(6 * MIB, false)));
        assertThat(bucket.chunkSizes()).containsExactly(5L * MIB, 1L * MIB);
        assertThat(bucket.seal(5 * MIB)).isEmpty();
    }

    @ParameterizedTest(name = "at {0} MiB")
    @ValueSource(ints = {0, 5, 10, 45})
    void stopsWhereAnotherRequestWasFaster(int taken) {
        bucket.takenAt = (long) taken * MIB;

        assertThatExceptionOfType(OffsetTakenException.class)
                .isThrownBy(() -> spooler.spool(completing(0), bytes(50 * MIB), framed(50 * MIB)))
                .satisfies(e -> assertThat(e.offset()).isEqualTo((long) taken * MIB));

        assertThat(bucket.objects.keySet()).noneMatch(key -> bucket.isSeal(key));
    }

    @Test
    void doesNotSealWhenAChunkBeforeItIsNotStored() {
        bucket.takenAt = 0;

        assertThatExceptionOfType(OffsetTakenException.class)
                .isThrownBy(() -> spooler.spool(completing(0), bytes(7 * MIB), framed(7 * MIB)));

        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void findsItsOwnChunkAfterAnAnswerWasLost() throws Exception {
        bucket.answersToLose.set(1);

        ChunkSpooler.Spooled spooled = spooler.spool(completing(0), bytes(3 * MIB), framed(3 * MIB));

        assertThat(spooled.chunks()).containsExactly(bucket.chunk(0));
        assertThat(bucket.seal(0)).isPresent();
    }

    @Test
    void endsWhenTheStoreStaysAway() {
        bucket.away = true;

        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> spooler.spool(open(0), bytes(50 * MIB), framed(50 * MIB)));
    }

    @Test
    void endsWhenTheServiceStops() {
        executor.shutdown();

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> spooler.spool(open(0), bytes(50 * MIB), framed(50 * MIB)));
    }

    private static ChunkSpooler.Target open(long offset) {
        return new ChunkSpooler.Target(ID, REPOSITORY, offset, Optional.empty());
    }

    private static ChunkSpooler.Target completing(long offset) {
        return new ChunkSpooler.Target(ID, REPOSITORY, offset, Optional.of(DIGEST));
    }

    private static BodyLength framed(long bytes) {
        return new BodyLength(bytes, true);
    }

    private static Tuple tuple(long offsetMiB, long sizeMiB) {
        return Tuple.tuple(offsetMiB * MIB, sizeMiB * MIB);
    }

    private static InputStream bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i += MIB) {
            bytes[i] = (byte) (i / MIB + 1); // no two chunks are the same
        }
        return new ByteArrayInputStream(bytes);
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException("Early EOF");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    /** A store that may be overtaken, lose an answer, or be away. */
    private static final class Bucket implements ObjectWriter, ObjectReader {
        final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
        volatile long takenAt = -1;
        final AtomicInteger answersToLose = new AtomicInteger();
        volatile boolean away;
        volatile int storedBeforeSeal = -1;
        final Queue<Map<String, String>> logged = new ConcurrentLinkedQueue<>();
        private final Collection<WeakReference<byte[]>> bodies = new ConcurrentLinkedQueue<>();

        @Override
        public PutResult putIfAbsent(String key, ObjectBody body, Map<String, String> metadata) {
            if (away) {
                throw new StoreException.Unavailable("away", new IOException());
            }
            bodies.add(new WeakReference<>(body.data()));
            logged.add(Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of()));
            if (Seal.of(metadata).isPresent()) {
                storedBeforeSeal = objects.size();
            }
            String etag = Integer.toHexString(Arrays.hashCode(body.sha256()));
            StoredObject object = new StoredObject(key, body.length(), etag, Instant.EPOCH, metadata);
            if (takenAt == StorageLayout.chunkOffset(key).orElseThrow() || objects.putIfAbsent(key, object) != null) {
                return new PutResult.AlreadyExists();
            }
            if (answersToLose.getAndDecrement() > 0) {
                throw new StoreException.Unavailable("the answer was lost", new IOException());
            }
            return new PutResult.Created(etag);
        }

        @Override
        public void put(String key, ObjectBody body, Map<String, String> metadata) {
            throw new AssertionError("nothing in the spool is ever replaced");
        }

        @Override
        public Optional<StoredObject> head(String key) {
            return Optional.ofNullable(objects.get(key));
        }

        @Override
        public OpenResult open(String key) {
            throw new AssertionError("nothing is read back");
        }

        @Override
        public OpenResult openRange(String key, long offset, long length) {
            return open(key);
        }

        @Override
        public OpenResult openIfMatch(String key, String etag) {
            return open(key);
        }

        int heldBodies() {
            return (int) bodies.stream().filter(body -> body.get() != null).count();
        }

        Chunk chunk(long offset) {
            StoredObject object = head(StorageLayout.chunk(ID, offset)).orElseThrow();
            return new Chunk(offset, object.size(), object.etag());
        }

        Optional<Seal> seal(long offset) {
            return head(StorageLayout.chunk(ID, offset)).flatMap(object -> Seal.of(object.metadata()));
        }

        boolean isSeal(String key) {
            return head(key).flatMap(object -> Seal.of(object.metadata())).isPresent();
        }

        List<Long> chunkSizes() {
            return objects.values().stream().map(StoredObject::size).toList();
        }
    }
}
