package io.spoolway.ingest.upload;

import io.spoolway.event.Rejection;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.OpenResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads why an upload was rejected. */
final class Rejections {
    private final ObjectReader reader;

    Rejections(ObjectReader reader) {
        this.reader = reader;
    }

    /** The rejection of an upload; empty when it was not rejected. */
    Optional<Outcome.Rejected> find(UploadId id) {
        if (!(reader.open(StorageLayout.rejected(id)) instanceof OpenResult.Opened(ObjectContent content))) {
            return Optional.empty();
        }
        try (content) {
            Rejection note = Rejection.parse(content.stream().readAllBytes());
            return Optional.of(new Outcome.Rejected(note.reason(), note.detail()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
