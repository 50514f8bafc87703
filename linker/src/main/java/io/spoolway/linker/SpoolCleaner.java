package io.spoolway.linker;

import io.spoolway.event.BlobVerified;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.ObjectLister;
import java.util.List;
import java.util.stream.Stream;

/** Deletes what an upload spooled, after its end has been published. */
final class SpoolCleaner {
    private final ObjectLister lister;
    private final ObjectDeleter deleter;
    private final ObjectDeleter grouped;

    /**
     * @param deleter for the many objects of a large upload
     * @param grouped for the one or two of a small upload, together with those of others
     */
    SpoolCleaner(ObjectLister lister, ObjectDeleter deleter, ObjectDeleter grouped) {
        this.lister = lister;
        this.deleter = deleter;
        this.grouped = grouped;
    }

    /**
     * Deletes everything; when this returns it is gone.
     *
     * @throws io.spoolway.store.StoreException when it is not known to be gone
     */
    void clean(BlobVerified blob) {
        String seal = StorageLayout.chunk(blob.uploadId(), blob.sealOffset());
        if (blob.chunks().count() <= 1) {
            cleanSmall(blob, seal);
        } else {
            cleanLarge(blob, seal);
        }
    }

    /**
     * Seal and chunk go in one request, though a store may fail on one of them only. The event comes again then, and either
     * is enough to go on from: a chunk is copied and linked once more, and without it the bytes at the final path and the
     * seal are linked once more.
     */
    private void cleanSmall(BlobVerified blob, String seal) {
        String chunk = StorageLayout.chunk(blob.uploadId(), 0);
        grouped.delete(Stream.of(chunk, seal).distinct().toList());
    }

    /** The seal goes last: as long as it is there the upload is known to be completed, and is not taken for one to expire. */
    private void cleanLarge(BlobVerified blob, String seal) {
        List<String> chunks = lister.list(StorageLayout.upload(blob.uploadId()))
                .map(ListedObject::key)
                .filter(key -> !key.equals(seal))
                .toList();
        deleter.delete(chunks);
        deleter.delete(List.of(seal));
    }
}
