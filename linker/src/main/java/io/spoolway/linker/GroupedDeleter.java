package io.spoolway.linker;

import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Deletes for many threads with few requests (group commit): whatever is handed in while one request is under way goes into
 * the next. An idle one deletes at once, a busy one in large groups, and no timer is needed for either.
 */
final class GroupedDeleter implements ObjectDeleter, AutoCloseable {
    /** How many callers' keys go into one request; with two keys each it has the 1,000 that S3 DeleteObjects takes. */
    private static final int MAX_GROUP = 500;

    private final ObjectDeleter deleter;
    private final BlockingQueue<Handed> waiting = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private final Thread flusher = Thread.ofVirtual().name("grouped-deleter").unstarted(this::flush);

    private GroupedDeleter(ObjectDeleter deleter) {
        this.deleter = deleter;
    }

    /** Begins; the receiver closes it. */
    static GroupedDeleter over(ObjectDeleter deleter) {
        GroupedDeleter grouped = new GroupedDeleter(deleter);
        grouped.flusher.start();
        return grouped;
    }

    private record Handed(Collection<String> keys, CompletableFuture<Void> deleted) {}

    /**
     * Returns when these keys are deleted.
     *
     * @throws StoreException.Refused when the store refuses to delete one of these
     * @throws StoreException.Unavailable when the request that they were in failed, even if by other keys: they may be deleted
     *     or not
     * @throws StoreException.Denied when the store denied that request to this process
     */
    @Override
    public void delete(Collection<String> keys) {
        Handed handed = new Handed(List.copyOf(keys), new CompletableFuture<>());
        waiting.add(handed);
        if (closed) {
            failWaiting();
        }
        try {
            handed.deleted().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while spooled chunks were deleted", e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** An exception of the thread that waits, with that of the flusher as its cause. */
    private static RuntimeException failure(ExecutionException failed) {
        return switch (failed.getCause()) {
            case StoreException.Unavailable e -> new StoreException.Unavailable(String.valueOf(e.getMessage()), e);
            case StoreException.Denied e -> new StoreException.Denied(String.valueOf(e.getMessage()), e);
            case StoreException.Refused e -> new StoreException.Refused(String.valueOf(e.getMessage()), e);
            case null, default -> new IllegalStateException("spooled chunks were not deleted", failed);
        };
    }

    /** How many callers wait for the next request. */
    int waiting() {
        return waiting.size();
    }

    private void flush() {
        List<Handed> group = new ArrayList<>();
        try {
            while (true) {
                group.add(waiting.take());
                waiting.drainTo(group, MAX_GROUP - 1);
                delete(group);
                group.clear();
            }
        } catch (InterruptedException e) {
            failWaiting();
        }
    }

    private void delete(List<Handed> group) {
        List<String> keys =
                group.stream().flatMap(handed -> handed.keys().stream()).toList();
        try {
            deleter.delete(keys);
            group.forEach(handed -> handed.deleted().complete(null));
        } catch (StoreException.Refused e) {
            refused(group, e);
        } catch (Throwable e) {
            group.forEach(handed -> handed.deleted().completeExceptionally(e));
        }
    }

    /** One key that the store will never delete must not be the failure of all: each caller's keys are tried alone. */
    private void refused(List<Handed> group, StoreException.Refused refusal) {
        if (group.size() == 1) {
            group.getFirst().deleted().completeExceptionally(refusal);
        } else {
            group.forEach(handed -> delete(List.of(handed)));
        }
    }

    private void failWaiting() {
        IllegalStateException closed = new IllegalStateException("the linker stops");
        for (Handed handed = waiting.poll(); handed != null; handed = waiting.poll()) {
            handed.deleted()
                    .completeExceptionally(new StoreException.Unavailable(
                            "spooled chunks were not deleted: the linker stops", closed));
        }
    }

    /** Stops; whoever still waits gets an exception. */
    @Override
    public void close() {
        closed = true; // before the flusher empties the queue for the last time
        flusher.interrupt();
        try {
            flusher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
