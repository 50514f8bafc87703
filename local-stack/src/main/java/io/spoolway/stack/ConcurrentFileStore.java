package io.spoolway.stack;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.Blob;
import org.gaul.s3proxy.blobstore.domain.MultipartPart;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.blobstore.domain.PageSet;
import org.gaul.s3proxy.blobstore.domain.StorageMetadata;
import org.gaul.s3proxy.blobstore.options.CopyOptions;
import org.gaul.s3proxy.blobstore.options.ListContainerOptions;
import org.gaul.s3proxy.blobstore.options.PutOptions;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3Proxy's file system store, with three things put right that go wrong in it when clients work in parallel, as seen
 * with S3Proxy 4.0.0:
 *
 * <ul>
 *   <li>Deleting the last object of a directory removes the directory, and a write that was about to create its file
 *       there fails. Here it is tried again.
 *   <li>A listing ends early in a directory from which a file vanishes meanwhile. Here it does not.
 *   <li>A listing shows the files that objects are written to before they get their name, and directories that hold no
 *       object. Here it shows neither.
 * </ul>
 */
final class ConcurrentFileStore extends ForwardingBlobStore {

    /** How often a write is tried that each time finds its directory removed by a delete. */
    private static final int ATTEMPTS = 50;

    /** What the store itself keeps in a bucket: uploads in parts, and the object named {@code /}. */
    private static final Pattern INTERNAL = Pattern.compile("(.*/)?(\\.mpus-.*|\\.s3proxy-.*)", Pattern.DOTALL);

    /** An object is written to a file of its own name and a random UUID, and then renamed. */
    private static final Pattern TEMPORARY =
            Pattern.compile("(.+)-\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", Pattern.DOTALL);

    private final Path directory;

    /** How many writes are going on, by bucket and key. */
    private final Map<String, Integer> writes = new ConcurrentHashMap<>();

    /** @param directory holds a directory for each bucket */
    ConcurrentFileStore(Path directory) {
        super(new FilesystemNio2BlobStore(directory.toString()));
        this.directory = directory;
    }

    @Override
    public PageSet<? extends StorageMetadata> list(String bucket, ListContainerOptions options) {
        Path bucketDirectory = directory.resolve(bucket);
        String delimiter = options.delimiter();
        boolean understood = delimiter == null || delimiter.isEmpty() || delimiter.equals("/");
        if (!understood || !Files.isDirectory(bucketDirectory)) {
            // Which answers with the error that fits.
            return super.list(bucket, options);
        }
        return new KeyListing(delegate(), bucket, bucketDirectory, key -> isHidden(bucket, key), options).page();
    }

    @Override
    public String putBlob(String bucket, Blob blob, PutOptions options) {
        InputStream payload = blob.getPayload();
        if (payload == null) {
            return super.putBlob(bucket, blob, options);
        }
        try (payload) {
            UntouchedUntilRead body = new UntouchedUntilRead(payload);
            Blob repeatable = blob.toBuilder().payload(body).build();
            return write(
                    bucket,
                    blob.getMetadata().name(),
                    body::isUntouched,
                    () -> super.putBlob(bucket, repeatable, options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String copyBlob(String fromBucket, String fromKey, String toBucket, String toKey, CopyOptions options) {
        return write(toBucket, toKey, () -> true, () -> super.copyBlob(fromBucket, fromKey, toBucket, toKey, options));
    }

    @Override
    public String completeMultipartUpload(MultipartUpload upload, List<MultipartPart> parts) {
        return write(
                upload.containerName(),
                upload.blobName(),
                () -> true,
                () -> super.completeMultipartUpload(upload, parts));
    }

    private String write(String bucket, String key, BooleanSupplier isRepeatable, Supplier<String> write) {
        String object = bucket + "/" + key;
        writes.merge(object, 1, Integer::sum);
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return write.get();
                } catch (RuntimeException e) {
                    if (!isDirectoryGone(e, key) || !isRepeatable.getAsBoolean() || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } finally {
            writes.computeIfPresent(object, (o, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Not so if the object itself is missed: then it was written, and already deleted again. */
    private static boolean isDirectoryGone(RuntimeException e, String key) {
        return e.getCause() instanceof NoSuchFileException missing
                && !missing.getFile().endsWith("/" + key);
    }

    private boolean isHidden(String bucket, String key) {
        if (INTERNAL.matcher(key).matches()) {
            return true;
        }
        Matcher temporary = TEMPORARY.matcher(key);
        return temporary.matches() && writes.containsKey(bucket + "/" + temporary.group(1));
    }

    /** The store closes the body of a write that failed; this one stays open, so that it can be read by the next try. */
    private static final class UntouchedUntilRead extends FilterInputStream {

        private boolean touched;

        UntouchedUntilRead(InputStream in) {
            super(in);
        }

        boolean isUntouched() {
            return !touched;
        }

        @Override
        public int read() throws IOException {
            touched = true;
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            touched = true;
            return super.read(buffer, offset, length);
        }

        @Override
        public void close() {}
    }
}
