package io.spoolway.event;

/** Why a sealed upload was refused. */
public enum RejectReason {
    /** The bytes hash to another digest. */
    DIGEST_MISMATCH,
    /** A spooled chunk is gone although the upload is sealed. */
    CHUNK_MISSING,
    /** A spooled chunk is not the one that was recorded or verified: it was changed in the store. */
    CHUNK_CHANGED
}
