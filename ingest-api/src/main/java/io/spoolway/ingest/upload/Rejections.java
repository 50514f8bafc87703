package io.spoolway.ingest.upload;

import io.spoolway.event.Rejection;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectReader;
import java.util.Optional;

/** Reads why an upload was rejected. */
final class Rejections {
    private final ObjectReader reader;

    Rejections(ObjectReader reader) {
        this.reader = reader;
    }

    /** The rejection of an upload; empty when it was not rejected. */
    Optional<Outcome.Rejected> find(UploadId id) {
        return reader.read(StorageLayout.rejected(id))
                .map(Rejection::parse)
                .map(note -> new Outcome.Rejected(note.reason(), note.detail()));
    }
}
