package io.spoolway.store;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.net.URI;
import java.time.Duration;

/** URLs at which anyone may read an object for a while (AWS Signature Version 4, query parameters). Signing sends nothing. */
public final class PresignedUrls {
    /** What Signature Version 4 allows. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(7);

    private final MinioAsyncClient client;
    private final StoreConfig config;
    private final Duration lifetime;

    /**
     * @param endpoint of the store as those who read know it: the host is signed too
     * @param lifetime from a second to seven days
     */
    public PresignedUrls(StoreConfig config, URI endpoint, Duration lifetime) {
        this.config = config;
        this.lifetime = lifetime;
        // with a region, or it would be asked for
        this.client = MinioAsyncClient.builder()
                .endpoint(endpoint.toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .build();
    }

    /** A URL for GET of this object, with Range or without; not for HEAD, whose signature would be another. */
    public URI get(String key) {
        try {
            return URI.create(client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(Http.Method.GET)
                    .bucket(config.bucket())
                    .region(config.region())
                    .object(key)
                    .expiry(Math.toIntExact(lifetime.toSeconds()))
                    .build()));
        } catch (MinioException e) {
            throw new IllegalStateException("the URL of " + key + " could not be signed", e);
        }
    }
}
