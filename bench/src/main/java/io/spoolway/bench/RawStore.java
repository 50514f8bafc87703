package io.spoolway.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.errors.MinioException;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.StoreConfig;
import java.io.ByteArrayInputStream;

/** Writes straight to the object store with minio-java: what a push is measured against. */
final class RawStore implements AutoCloseable {
    private final MinioObjectStore store;
    private final MinioClient client;
    private final String bucket;
    private final String prefix;

    /** @param prefix of the keys that are written */
    RawStore(StoreConfig config, String prefix) {
        this.store = MinioObjectStore.connect(config, new SimpleMeterRegistry());
        this.client = MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .build();
        this.bucket = config.bucket();
        this.prefix = prefix;
    }

    /** One PUT. */
    void put(String name, byte[] blob) {
        store.put(prefix + name, ObjectBody.of(blob));
    }

    /** A multipart PUT as minio-java does it. */
    void putMultipart(String name, byte[] blob, long partSize) {
        try {
            client.putObject(PutObjectArgs.builder().bucket(bucket).object(prefix + name).stream(
                            new ByteArrayInputStream(blob), (long) blob.length, partSize)
                    .build());
        } catch (MinioException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes everything that was written. */
    @Override
    public void close() throws Exception {
        store.delete(store.list(prefix).map(object -> object.key()).toList());
        store.close();
        client.close();
    }
}
