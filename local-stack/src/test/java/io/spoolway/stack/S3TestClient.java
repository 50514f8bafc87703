package io.spoolway.stack;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The few requests that the tests send, each to its end. */
final class S3TestClient implements AutoCloseable {

    private final MinioAsyncClient client;
    private final String bucket;

    S3TestClient(S3Server server) {
        this(server.endpoint(), server.credentials());
    }

    S3TestClient(URI endpoint, S3Credentials credentials) {
        this.bucket = credentials.bucket();
        this.client = MinioAsyncClient.builder()
                .endpoint(endpoint.toString())
                .region(credentials.region())
                .credentials(credentials.accessKey(), credentials.secretKey())
                .build();
    }

    MinioAsyncClient minio() {
        return client;
    }

    ObjectWriteResponse put(String key, String text) {
        return put(key, text, Map.of());
    }

    ObjectWriteResponse put(String key, String text, Map<String, String> headers) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return client.putObject(PutObjectAPIArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .data(bytes, bytes.length)
                        .headers(new Http.Headers(headers))
                        .build())
                .join();
    }

    ObjectWriteResponse create(String key, String text) {
        return put(key, text, Map.of("If-None-Match", "*"));
    }

    String get(String key) throws IOException {
        try (GetObjectResponse response = client.getObject(
                        GetObjectArgs.builder().bucket(bucket).object(key).build())
                .join()) {
            return new String(response.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void delete(String key) {
        client.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(key).build())
                .join();
    }

    ListBucketResultV2 list(ListObjectsV2Args.Builder request) {
        return client.listObjectsV2(request.bucket(bucket).build()).join().result();
    }

    /** The HTTP status that a request failed with. */
    static int status(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrorResponseException refused) {
                return refused.response().code();
            }
        }
        throw new AssertionError("not refused by the server", failure);
    }

    @Override
    public void close() {
        client.close();
    }
}
