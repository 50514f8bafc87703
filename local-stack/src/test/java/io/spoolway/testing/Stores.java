package io.spoolway.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.S3Credentials;
import io.spoolway.store.MinioObjectStore;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** Looks into the store behind a stack. */
public final class Stores {
    private Stores() {}

    /** A connection of its own; the receiver closes it. */
    public static ObjectStore of(LocalStack stack) {
        return at(stack.s3Endpoint());
    }

    /** A connection of its own; the receiver closes it. */
    public static ObjectStore at(URI endpoint) {
        return MinioObjectStore.connect(config(endpoint), new SimpleMeterRegistry());
    }

    /** The account and the bucket of a local stack, at this address. */
    public static StoreConfig config(URI endpoint) {
        S3Credentials account = S3Credentials.defaults();
        return new StoreConfig(
                endpoint, account.region(), account.bucket(), account.accessKey(), account.secretKey(), 16);
    }

    /** The bytes of an object that must be there. */
    public static byte[] content(ObjectStore store, String key) {
        if (!(store.open(key) instanceof OpenResult.Opened(ObjectContent content))) {
            throw new AssertionError("there is no object " + key);
        }
        try (content) {
            return content.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The upload that a URL is of. */
    public static UploadId uploadIn(URI url) {
        String path = url.getPath();
        return UploadId.parse(path.substring(path.lastIndexOf('/') + 1));
    }
}
