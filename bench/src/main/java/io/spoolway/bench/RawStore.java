package io.spoolway.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.errors.MinioException;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.OpenResult;
import io.spoolway.store.PutResult;
import io.spoolway.store.StoreConfig;
import io.spoolway.store.StoreHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;

/** Writes straight to the object store with minio-java: what a push is measured against. */
final class RawStore implements AutoCloseable {
    private final MinioObjectStore store;
    private final OkHttpClient http;
    private final MinioClient highLevel;
    private final String bucket;
    private final String prefix;

    /** @param prefix of the keys that are written */
    RawStore(StoreConfig config, String prefix) {
        this.store = MinioObjectStore.connect(config, new SimpleMeterRegistry());
        this.http = StoreHttp.client(config.parallelism());
        this.highLevel = MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .httpClient(http)
                .build();
        this.bucket = config.bucket();
        this.prefix = prefix;
    }

    /**
     * One PUT as users of minio-java send it: by its high-level call, over the same HTTP client as all others here, which is tuned
     * (without TCP_NODELAY a small PUT takes ten times as long).
     */
    void putObject(String name, byte[] blob) throws MinioException {
        highLevel.putObject(PutObjectArgs.builder().bucket(bucket).object(prefix + name).stream(
                        new ByteArrayInputStream(blob), (long) blob.length, -1L)
                .build());
    }

    /** One PUT as Spoolway sends it: by the low-level call, whose one hash signs the request and guards the bytes. */
    void put(String name, byte[] blob) {
        store.put(prefix + name, ObjectBody.of(blob));
    }

    /**
     * The requests that a small push costs at least, and nothing else: create, fetch, copy, link, and a delete. What they
     * reach is as much as any push through this store can.
     */
    void requestsOfAPush(String name, byte[] blob) throws IOException {
        String chunk = prefix + name + "/chunk";
        Map<String, String> metadata = Map.of("repository", "bench/raw", "seal", "COMPLETED", "writer", name);
        if (!(store.putIfAbsent(chunk, ObjectBody.of(blob), metadata) instanceof PutResult.Created(String etag))
                || !(store.openIfMatch(chunk, etag) instanceof OpenResult.Opened(ObjectContent content))) {
            throw new IllegalStateException(chunk + " was changed by another");
        }
        try (content) {
            content.stream().transferTo(OutputStream.nullOutputStream());
        }
        store.copyIfMatch(chunk, etag, blob.length, prefix + name + "/data");
        store.put(prefix + name + "/link", ObjectBody.of(name));
        store.delete(List.of(chunk));
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
        http.dispatcher().executorService().close();
        http.connectionPool().evictAll();
    }
}
