package io.spoolway.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.options.CreateContainerOptions;

/**
 * An S3 server in this JVM (S3Proxy on the file system), listening on 127.0.0.1 only.
 *
 * <p>An object is a file at {@code <data directory>/objects/<bucket>/<key>}, and what S3 keeps beside its bytes (ETag, content
 * type, user metadata) stands in the file's extended attributes: a file system without them loses it. Objects appear
 * whole or not at all, but are not forced to disk: they survive the end of the process, not the loss of power.
 */
public final class S3Server implements AutoCloseable {

    private static final String ADDRESS = "127.0.0.1";

    /** One thread serves one request from its first byte to its last. */
    private static final int THREADS = 200;

    private final DirectoryLock lock;
    private final S3Proxy proxy;
    private final S3Credentials credentials;

    private S3Server(DirectoryLock lock, S3Proxy proxy, S3Credentials credentials) {
        this.lock = lock;
        this.proxy = proxy;
        this.credentials = credentials;
    }

    /** As {@link #start(Path, int, S3Credentials)}, with {@link S3Credentials#defaults()}. */
    public static S3Server start(Path dataDir, int port) throws IOException {
        return start(dataDir, port, S3Credentials.defaults());
    }

    /**
     * Starts a server that keeps its objects in a directory, and creates the bucket if it is not there.
     *
     * @param dataDir created if it is not there; one server at a time may use it
     * @param port where to listen; 0 chooses a free one
     * @throws IOException if the directory cannot be used or the port is taken
     */
    public static S3Server start(Path dataDir, int port, S3Credentials credentials) throws IOException {
        DirectoryLock lock = DirectoryLock.take(dataDir);
        try {
            S3Proxy proxy = proxy(objectsIn(dataDir, credentials.bucket()), port, credentials);
            // Undoes itself what it has started when it fails.
            proxy.start();
            return new S3Server(lock, proxy, credentials);
        } catch (Exception e) {
            lock.close();
            throw new IOException("the S3 server did not start on port " + port, e);
        }
    }

    private static BlobStore objectsIn(Path dataDir, String bucket) throws IOException {
        Path objects = Files.createDirectories(dataDir.resolve("objects"))
                .toAbsolutePath()
                .normalize();
        BlobStore store = new ConcurrentFileStore(objects);
        store.createContainer(bucket, CreateContainerOptions.NONE);
        return store;
    }

    private static S3Proxy proxy(BlobStore store, int port, S3Credentials credentials) {
        return S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://" + ADDRESS + ":" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                .jettyMaxThreads(THREADS)
                // Clients send x-amz-* headers that mean nothing here, and should not be refused for them.
                .ignoreUnknownHeaders(true)
                .build();
    }

    /** Where clients reach it, with path-style addressing. */
    public URI endpoint() {
        return URI.create("http://" + ADDRESS + ":" + proxy.getPort());
    }

    /** The account and the bucket that clients use. */
    public S3Credentials credentials() {
        return credentials;
    }

    /** Stops listening and waits, at most 30 s, for the requests being served. */
    @Override
    public void close() throws IOException {
        try (lock) {
            proxy.stop();
        } catch (Exception e) {
            throw new IOException("the S3 server did not stop cleanly", e);
        }
    }
}
