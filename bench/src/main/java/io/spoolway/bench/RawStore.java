package io.spoolway.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.StoreConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes straight to the object store with minio-java: what a push is measured against. */
final class RawStore implements AutoCloseable {
    private final MinioObjectStore store;
    private final String prefix;

    /** @param prefix of the keys that are written */
    RawStore(StoreConfig config, String prefix) {
        this.store = MinioObjectStore.connect(config, new SimpleMeterRegistry());
        this.prefix = prefix;
    }

    /** One PUT. */
    void put(String name, byte[] blob) {
        store.put(prefix + name, ObjectBody.of(blob));
    }

    /** A multipart PUT, with so many parts under way at once. */
    void putMultipart(String name, byte[] blob, int partSize, int parallel) throws Exception {
        try (MultipartObject object = store.startMultipart(prefix + name);
                ExecutorService executor = Executors.newFixedThreadPool(parallel)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int from = 0; from < blob.length; from += partSize) {
                byte[] part = Arrays.copyOfRange(blob, from, Math.min(blob.length, from + partSize));
                int number = parts.size() + 1;
                parts.add(executor.submit(() -> object.putPart(number, ObjectBody.of(part))));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            object.complete();
        }
    }

    /** Deletes everything that was written. */
    @Override
    public void close() {
        store.delete(store.list(prefix).map(object -> object.key()).toList());
        store.close();
    }
}
