package io.spoolway.ingest.upload;

/** Something is in the spool at the offset where a chunk or the seal was to be created: the upload has moved on. */
final class OffsetTakenException extends RuntimeException {
    private final long offset;

    OffsetTakenException(long offset) {
        super("offset " + offset + " is taken", null, false, false);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
