package io.spoolway.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.event.UploadStarted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PendingBlobsTest {
    private static final UploadId ID = UploadId.next();
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final RepositoryName OTHER = new RepositoryName("library/debian");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1); // it may overflow
    private final PendingBlobs pending = new PendingBlobs(nanoTime::get);

    static List<PipelineEvent> ends() {
        return List.of(
                linked(ID),
                new UploadRejected(ID, REPOSITORY, DIGEST, 13, RejectReason.DIGEST_MISMATCH, "another digest"),
                new UploadFailed(ID, REPOSITORY, DIGEST, 13, "upload.completed", 5, "out of luck"));
    }

    private static UploadCompleted completed(UploadId id) {
        return new UploadCompleted(
                id, REPOSITORY, DIGEST, 13, 13, ChunkList.of(List.of()), new Client("127.0.0.1", "test"));
    }

    private static BlobLinked linked(UploadId id) {
        return new BlobLinked(id, REPOSITORY, DIGEST, 13, true);
    }

    private boolean isPending(RepositoryName repository) {
        return pending.nextEnd(repository, DIGEST).isPresent();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aCompletedBlobIsPendingInItsRepositoryUntilItEnds(PipelineEvent end) {
        pending.receive(completed(ID));
        assertThat(isPending(REPOSITORY)).isTrue();
        assertThat(isPending(OTHER)).isFalse();
        CountDownLatch waiting = pending.nextEnd(REPOSITORY, DIGEST).orElseThrow();
        assertThat(waiting.getCount()).isEqualTo(1);

        pending.receive(end);

        assertThat(isPending(REPOSITORY)).isFalse();
        assertThat(waiting.getCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void anEndMayBeHeardOfBeforeItsCompletion(PipelineEvent end) {
        pending.receive(end);
        pending.receive(completed(ID));

        assertThat(isPending(REPOSITORY)).isFalse();
    }

    @Test
    void aCompletionThatIsToldAgainAfterItsEndIsNotPending() {
        pending.receive(completed(ID));
        pending.receive(completed(ID));
        pending.receive(linked(ID));
        pending.receive(completed(ID));

        assertThat(isPending(REPOSITORY)).isFalse();
    }

    @Test
    void aBlobIsPendingAsLongAsOneOfItsUploadsIs() {
        UploadId second = UploadId.next();
        pending.receive(completed(ID));
        pending.receive(completed(second));
        CountDownLatch waiting = pending.nextEnd(REPOSITORY, DIGEST).orElseThrow();

        pending.receive(linked(ID));

        assertThat(waiting.getCount()).isZero(); // whoever waits looks, and waits on
        assertThat(pending.nextEnd(REPOSITORY, DIGEST))
                .hasValueSatisfying(next -> assertThat(next.getCount()).isEqualTo(1));

        pending.receive(linked(second));

        assertThat(isPending(REPOSITORY)).isFalse();
    }

    @Test
    void everyEndIsCounted() {
        pending.receive(linked(ID));
        pending.receive(completed(UploadId.next()));
        pending.receive(new UploadStarted(UploadId.next(), REPOSITORY, new Client("127.0.0.1", "test")));
        pending.receive(linked(UploadId.next()));

        assertThat(pending.ends()).isEqualTo(2);
    }

    @Test
    void whatDoesNotEndIsForgottenAfterAWhile() {
        pending.receive(completed(ID));
        CountDownLatch waiting = pending.nextEnd(REPOSITORY, DIGEST).orElseThrow();

        nanoTime.addAndGet(PendingBlobs.KEPT.toNanos());
        assertThat(isPending(REPOSITORY)).isTrue();
        nanoTime.addAndGet(1);

        assertThat(isPending(REPOSITORY)).isFalse();
        assertThat(waiting.getCount()).isZero();
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        pending.receive(completed(ID));
        for (int i = 0; i < 50_000; i++) {
            assertThat(i > 0 || isPending(REPOSITORY)).isTrue();
            pending.receive(new UploadCompleted(
                    UploadId.next(), OTHER, DIGEST, 13, 13, ChunkList.of(List.of()), new Client("127.0.0.1", "test")));
        }

        assertThat(isPending(REPOSITORY)).isFalse();
        assertThat(isPending(OTHER)).isTrue();
    }
}
