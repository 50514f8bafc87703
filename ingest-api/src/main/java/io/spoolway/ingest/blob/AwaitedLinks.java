package io.spoolway.ingest.blob;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a repository may read a blob, for those who would rather wait than hear no: a blob that is completed, on whichever
 * node, may be linked the next moment. So all blobs may be pushed asynchronously, and then the manifest that names them.
 */
public final class AwaitedLinks {
    /** For so long a no waits for a broker that is slow to answer; then what this node knows is the answer. */
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    /** An end that was not heard of, because the broker was away for a moment, is found in the store after so long. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final BlobLinks links;
    private final PendingBlobs pending;
    private final CatchUp catchUp;

    /** Waits until all completions have been heard of that were acknowledged before, for so long at most. */
    public interface CatchUp {
        void await(Duration atMost) throws InterruptedException;
    }

    public AwaitedLinks(BlobLinks links, PendingBlobs pending, CatchUp catchUp) {
        this.links = links;
        this.pending = pending;
        this.catchUp = catchUp;
    }

    /**
     * Whether the repository may read the blob: at once when it may, and when nothing is on its way; otherwise when that is
     * linked, rejected or failed, or when the time is over. One HEAD when it may; otherwise a request to the broker too, and a
     * HEAD for each end that may have been this blob's. The thread waits, so it should be a virtual one.
     *
     * @param until no answer comes later, but for the requests themselves
     */
    public boolean awaitLinked(RepositoryName repository, Digest digest, Instant until) throws InterruptedException {
        long ends = pending.ends();
        if (links.isLinked(repository, digest)) {
            return true;
        }
        if (!Instant.now().isBefore(until)) {
            return false; // who does not wait need not know whether there is something to wait for
        }
        catchUp.await(CATCH_UP);
        while (true) {
            Optional<CountDownLatch> end = pending.nextEnd(repository, digest);
            // it may have been linked between the last look at the store and the one at what is pending
            if (pending.ends() != ends) {
                ends = pending.ends();
                if (links.isLinked(repository, digest)) {
                    return true;
                }
            }
            Duration left = Duration.between(Instant.now(), until);
            if (end.isEmpty() || !left.isPositive()) {
                return false;
            }
            Duration pause = left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY;
            boolean hasEnded = end.get().await(pause.toNanos(), TimeUnit.NANOSECONDS);
            if (!hasEnded && links.isLinked(repository, digest)) {
                return true;
            }
        }
    }
}
