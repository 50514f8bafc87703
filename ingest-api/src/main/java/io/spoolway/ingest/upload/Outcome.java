package io.spoolway.ingest.upload;

import io.spoolway.event.RejectReason;

/** How a completed upload ended. */
sealed interface Outcome {
    record Linked() implements Outcome {}

    /** @param detail for the client */
    record Rejected(RejectReason reason, String detail) implements Outcome {}

    /** @param detail for the client */
    record Failed(String detail) implements Outcome {}
}
