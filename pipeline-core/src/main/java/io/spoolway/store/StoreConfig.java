package io.spoolway.store;

import java.net.URI;

/**
 * Where the object store is.
 *
 * @param endpoint such as {@code http://127.0.0.1:9000}
 * @param parallelism how many requests may be under way at once, at least 1
 */
public record StoreConfig(
        URI endpoint, String region, String bucket, String accessKey, String secretKey, int parallelism) {
    @Override
    public String toString() {
        return "%s, bucket %s, region %s".formatted(endpoint, bucket, region);
    }
}
