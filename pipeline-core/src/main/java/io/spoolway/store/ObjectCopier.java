package io.spoolway.store;

/** Copies objects inside the store: the bytes do not pass through this process. */
public interface ObjectCopier {
    /** The largest object that one copy takes: 5 GiB (S3 CopyObject). */
    long MAX_COPY_SIZE = 5L << 30;

    /**
     * Copies an object, without its metadata, on the condition that the source still has this ETag. One request.
     *
     * @param size of the source in bytes, at most {@link #MAX_COPY_SIZE}
     */
    CopyResult copyIfMatch(String source, String etag, long size, String target);

    /** Begins an object made of parts; the receiver completes or aborts it. */
    MultipartObject startMultipart(String target);
}
