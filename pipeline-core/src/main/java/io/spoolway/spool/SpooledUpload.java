package io.spoolway.spool;

import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ListedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An upload as the store shows it: the truth.
 *
 * @param chunks the contiguous run from offset 0, in order; whatever lies past a hole does not count
 * @param seal what ended its growth, if anything did
 * @param repository as its objects say; empty when there are none
 * @param objects everything that lies under its prefix
 */
public record SpooledUpload(
        UploadId id,
        List<Chunk> chunks,
        Optional<Seal> seal,
        Optional<RepositoryName> repository,
        List<ListedObject> objects) {
    public SpooledUpload {
        chunks = List.copyOf(chunks);
        objects = List.copyOf(objects);
    }

    /** The offset at which the next chunk begins: how many bytes have arrived without a hole. */
    public long end() {
        return chunks.isEmpty() ? 0 : chunks.getLast().end();
    }

    /** Whether nothing lies under its prefix. */
    public boolean isEmpty() {
        return objects.isEmpty();
    }

    /** Whether it was rejected after it had been sealed. */
    public boolean isRejected() {
        String marker = StorageLayout.rejected(id);
        return objects.stream().anyMatch(object -> object.key().equals(marker));
    }

    /** The object that is the seal; empty when the upload is not sealed. */
    public Optional<ListedObject> sealObject() {
        return seal.flatMap(end -> objectAt(end.size())
                .filter(object -> object.size() == 0)
                .or(() -> chunks.isEmpty()
                        ? Optional.empty()
                        : objectAt(chunks.getLast().offset())));
    }

    private Optional<ListedObject> objectAt(long offset) {
        String key = StorageLayout.chunk(id, offset);
        return objects.stream().filter(object -> object.key().equals(key)).findFirst();
    }

    /** When something was last stored for it; empty when there is nothing. */
    public Optional<Instant> lastProgress() {
        return objects.stream().map(ListedObject::lastModified).max(Instant::compareTo);
    }

    /** The keys of everything under its prefix. */
    public Stream<String> keys() {
        return objects.stream().map(ListedObject::key);
    }
}
