package io.spoolway.spool;

import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectLister;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads back from the store where an upload stands. */
public final class SpoolReader {
    private static final int MAX_LOOKS = 5;

    private final ObjectReader reader;
    private final ObjectLister lister;

    public SpoolReader(ObjectReader reader, ObjectLister lister) {
        this.reader = reader;
        this.lister = lister;
    }

    /**
     * One LIST for each thousand objects, and one HEAD to see whether the upload is sealed. When what the list showed is gone
     * at the HEAD, the upload is being deleted: then both again, or a sealed upload would pass for an open one.
     */
    public SpooledUpload read(UploadId id) {
        for (int looks = 1; ; looks++) {
            List<ListedObject> objects = lister.list(StorageLayout.upload(id)).toList();
            List<Chunk> chunks = contiguousRun(objects);
            Optional<String> candidate = sealCandidate(id, objects, chunks);
            Optional<StoredObject> head = candidate.flatMap(reader::head);
            if (candidate.isEmpty() || head.isPresent() || looks == MAX_LOOKS) {
                Optional<Seal> seal = head.flatMap(object -> Seal.of(object.metadata()));
                Optional<RepositoryName> repository =
                        head.flatMap(object -> ChunkMetadata.repository(object.metadata()));
                return new SpooledUpload(id, chunks, seal, repository, objects);
            }
        }
    }

    private static List<Chunk> contiguousRun(List<ListedObject> objects) {
        Map<Long, ListedObject> byOffset = new HashMap<>();
        objects.stream()
                .filter(object -> object.size() > 0)
                .forEach(object ->
                        StorageLayout.chunkOffset(object.key()).ifPresent(offset -> byOffset.put(offset, object)));
        List<Chunk> chunks = new ArrayList<>();
        long end = 0;
        for (ListedObject next = byOffset.get(end); next != null; next = byOffset.get(end)) {
            chunks.add(new Chunk(end, next.size(), next.etag()));
            end += next.size();
        }
        return chunks;
    }

    /**
     * The key that tells whether the upload is sealed. An empty object is always a seal, and all that is left of an upload
     * that was given up. Otherwise the last chunk of the run may be one.
     */
    private static Optional<String> sealCandidate(UploadId id, List<ListedObject> objects, List<Chunk> chunks) {
        Optional<String> empty = objects.stream()
                .filter(object -> object.size() == 0
                        && StorageLayout.chunkOffset(object.key()).isPresent())
                .map(ListedObject::key)
                .findFirst();
        if (empty.isPresent() || chunks.isEmpty()) {
            return empty;
        }
        return Optional.of(StorageLayout.chunk(id, chunks.getLast().offset()));
    }

    /**
     * Looks for a completed seal in the middle of an upload that seems to be unsealed. A chunk that a broken request left
     * behind a hole may begin just where the upload ends when it is resumed and completed; then the run goes on past the
     * seal, and {@link #read} does not see it. One HEAD for each chunk but the last.
     *
     * @return the upload up to its seal; empty when there is none
     */
    public Optional<SpooledUpload> upToHiddenSeal(SpooledUpload upload) {
        return upToHiddenSeal(upload, 0);
    }

    /** The same, for one who knows that the seal is at this offset or behind it. */
    public Optional<SpooledUpload> upToHiddenSeal(SpooledUpload upload, long from) {
        List<Chunk> chunks = upload.chunks();
        for (int i = 0; i < chunks.size() - 1; i++) {
            long offset = chunks.get(i).offset();
            Optional<Seal> seal = offset < from
                    ? Optional.empty()
                    : sealAt(upload.id(), offset).filter(found -> found instanceof Seal.Completed);
            if (seal.isPresent()) {
                return Optional.of(new SpooledUpload(
                        upload.id(), chunks.subList(0, i + 1), seal, upload.repository(), upload.objects()));
            }
        }
        return Optional.empty();
    }

    /** The seal at an offset; empty when there is none, or a plain chunk. One HEAD. */
    public Optional<Seal> sealAt(UploadId id, long offset) {
        return reader.head(StorageLayout.chunk(id, offset)).flatMap(object -> Seal.of(object.metadata()));
    }
}
