package io.spoolway.ingest.upload;

import io.spoolway.event.RejectReason;
import io.spoolway.oci.Digest;

/** How a completed upload ended. */
sealed interface Outcome {
    record Linked(Digest digest) implements Outcome {}

    /** @param detail for the client */
    record Rejected(RejectReason reason, String detail) implements Outcome {}

    /** @param detail for the client */
    record Failed(String detail) implements Outcome {}
}
