package io.spoolway.linker;

import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectCopier;
import io.spoolway.work.ChunkLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes one object of many chunks, some parts at a time; the object appears whole or not at all. */
final class PartsCopier {
    /** How many parts of one object are made at once: enough to hide the store's latency, few enough to be fair to others. */
    private static final int AT_ONCE = 4;

    private final ObjectCopier copier;
    private final ChunkMerger merger;

    PartsCopier(ObjectCopier copier, ChunkMerger merger) {
        this.copier = copier;
        this.merger = merger;
    }

    /**
     * Makes the object.
     *
     * @throws ChunkLostException when a chunk is not there as it was recorded; then there is no object
     */
    void copy(UploadId upload, PartPlan plan, String target) throws ChunkLostException, InterruptedException {
        try (MultipartObject object = copier.startMultipart(target)) {
            makeParts(upload, plan, object);
            object.complete();
        }
    }

    /** The first failure stops all; when this returns nothing is under way any more. */
    private void makeParts(UploadId upload, PartPlan plan, MultipartObject object)
            throws ChunkLostException, InterruptedException {
        try (ExecutorService workers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            CompletionService<Void> made = new ExecutorCompletionService<>(workers);
            List<Future<Void>> parts = new ArrayList<>();
            for (PartPlan.Step step : plan.steps()) {
                parts.add(made.submit(() -> {
                    make(upload, step, object);
                    return null;
                }));
            }
            try {
                for (int i = 0; i < parts.size(); i++) {
                    made.take().get();
                }
            } catch (ExecutionException e) {
                // those under way may end: a part that arrives after the object was dropped might be left behind
                parts.forEach(part -> part.cancel(false));
                throw rethrown(e);
            } catch (InterruptedException e) {
                workers.shutdownNow();
                throw e;
            }
        }
    }

    private void make(UploadId upload, PartPlan.Step step, MultipartObject object)
            throws ChunkLostException, InterruptedException {
        switch (step) {
            case PartPlan.CopyPart part -> {
                String source = StorageLayout.chunk(upload, part.chunk().offset());
                LostChunks.check(
                        object.copyPart(part.firstPart(), source, part.chunk().etag()), part.chunk());
            }
            case PartPlan.MergeParts merge -> merger.merge(upload, merge, object);
        }
    }

    private static RuntimeException rethrown(ExecutionException failure)
            throws ChunkLostException, InterruptedException {
        switch (failure.getCause()) {
            case ChunkLostException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(failure);
        }
    }
}
