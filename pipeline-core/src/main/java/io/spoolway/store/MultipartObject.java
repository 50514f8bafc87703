package io.spoolway.store;

/**
 * An object in the making (S3 multipart upload): it becomes readable, whole, when it is completed. Parts are numbered from
 * 1 to 10,000 and all but the last are at least 5 MiB. Parts may be made in parallel. Closing aborts what was not completed.
 */
public interface MultipartObject extends AutoCloseable {
    /** The largest number of parts. */
    int MAX_PARTS = 10_000;

    /** The smallest part that is not the last, in bytes. */
    long MIN_PART_SIZE = 5L << 20;

    /** Makes a part of a whole object, on the condition that it still has this ETag. */
    CopyResult copyPart(int number, String source, String etag);

    /** Makes a part of bytes. */
    void putPart(int number, ObjectBody body);

    /** Puts the parts together in the order of their numbers. */
    void complete();

    /** Drops the parts unless {@link #complete} has succeeded. */
    @Override
    void close();
}
