package io.spoolway.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.event.RejectReason;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.spool.Chunk;
import io.spoolway.store.StoreException;
import io.spoolway.work.ChunkLostException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SpoolHasherTest {
    private static final int MIB = 1 << 20;

    private final FakeSpool spool = new FakeSpool();
    private final SpoolHasher hasher = new SpoolHasher(spool);
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    @AfterEach
    void everyStreamIsClosed() {
        assertThat(spool.open).hasValue(0);
    }

    @Test
    void noChunksHashToTheDigestOfNothing() throws Exception {
        assertThat(hash(DigestAlgorithm.SHA256))
                .hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 3 * MIB})
    void oneChunk(int size) throws Exception {
        add(size);

        assertThat(hash(DigestAlgorithm.SHA256)).isEqualTo(expected(DigestAlgorithm.SHA256));
    }

    @ParameterizedTest
    @EnumSource
    void manyChunksOfAllSizes(DigestAlgorithm algorithm) throws Exception {
        for (int size : new int[] {1, MIB - 1, MIB, MIB + 1, 12 * MIB, ReadAhead.PIECE_SIZE - 1, 3 * MIB, 17}) {
            add(size);
        }

        assertThat(hash(algorithm)).isEqualTo(expected(algorithm));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aMissingChunkIsNamed(int index) {
        addThree();
        spool.lose(spool.chunks().get(index));

        assertLost(
                spool.chunks(),
                RejectReason.CHUNK_MISSING,
                "offset " + spool.chunks().get(index).offset());
    }

    @Test
    void aChunkWithAnotherETagIsChanged() {
        addThree();
        Chunk second = spool.chunks().get(1);
        List<Chunk> recorded = List.of(
                spool.chunks().getFirst(),
                new Chunk(second.offset(), second.size(), "other"),
                spool.chunks().getLast());

        assertLost(recorded, RejectReason.CHUNK_CHANGED, "ETag other");
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 101, 64 << 10, 0})
    void aChunkOfAnotherSizeIsChanged(int size) {
        spool.addStream(100, new java.io.ByteArrayInputStream(new byte[size]));
        assertLost(spool.chunks(), RejectReason.CHUNK_CHANGED, "100 bytes");

        spool.addStream(100, new java.io.ByteArrayInputStream(new byte[size]));
        assertLost(spool.chunks(), RejectReason.CHUNK_CHANGED, "100 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aBrokenConnectionIsAPassingFault(int count) {
        for (int i = 1; i < count; i++) {
            add(10 * MIB);
        }
        spool.addStream(100, new ScriptedStream() {
            @Override
            int answer() throws IOException {
                throw new IOException("connection reset");
            }
        });

        assertThatThrownBy(() -> hash(DigestAlgorithm.SHA256))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("connection reset");
    }

    @Test
    void anInterruptStopsHashingAndFetching() throws Exception {
        add(MIB);
        CountDownLatch stuck = new CountDownLatch(1);
        spool.addStream(100, new ScriptedStream() {
            @Override
            int answer() throws IOException {
                stuck.countDown();
                try {
                    new CountDownLatch(1).await(); // until it is interrupted
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new java.io.InterruptedIOException();
                }
                return -1;
            }
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread job = Thread.ofVirtual().start(() -> {
            try {
                hash(DigestAlgorithm.SHA256);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        stuck.await();
        job.interrupt();
        job.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aSlowHashDoesNotPileUpWhatIsFetched() throws Exception {
        for (int i = 0; i < 40; i++) {
            spool.add(new byte[MIB]);
        }
        try (ReadAhead ahead = ReadAhead.start(spool, spool.upload, spool.chunks())) {
            ReadAhead.Piece first = ahead.next();
            while (ahead.fetcher.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            // the piece that is held, those that wait, and one chunk that waits for room
            assertThat(spool.opened).hasValueLessThanOrEqualTo(ReadAhead.PIECES * ReadAhead.PIECE_SIZE / MIB + 1);
            ahead.giveBack(first);
        }
    }

    private abstract static class ScriptedStream extends InputStream {
        abstract int answer() throws IOException;

        @Override
        public int read() throws IOException {
            return answer();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return answer();
        }
    }

    private void addThree() {
        add(100);
        add(200);
        add(300);
    }

    private void add(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        spool.add(bytes);
        all.writeBytes(bytes);
    }

    private Digest hash(DigestAlgorithm algorithm) throws Exception {
        return hasher.hash(spool.upload, spool.chunks(), algorithm);
    }

    private Digest expected(DigestAlgorithm algorithm) {
        MessageDigest hash = algorithm.newHash();
        hash.update(all.toByteArray());
        return Digest.finish(algorithm, hash);
    }

    private void assertLost(List<Chunk> recorded, RejectReason reason, String detail) {
        assertThatThrownBy(() -> hasher.hash(spool.upload, recorded, DigestAlgorithm.SHA256))
                .isInstanceOfSatisfying(ChunkLostException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.detail()).contains(detail);
                });
    }
}
