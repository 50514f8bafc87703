package io.spoolway.linker;

import io.spoolway.event.BlobVerified;
import io.spoolway.oci.Digest;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.store.CopyResult;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectCopier;
import io.spoolway.store.ObjectWriter;
import io.spoolway.work.ChunkLostException;
import io.spoolway.work.RecordedChunks;
import java.util.List;

/** Brings the very objects that were verified to where their digest says, unless the bytes are there already. */
final class FinalPath {
    private final StoredBlobs blobs;
    private final RecentBlobs recent;
    private final RecordedChunks recorded;
    private final ObjectWriter writer;
    private final ObjectCopier copier;
    private final PartsCopier parts;

    FinalPath(
            StoredBlobs blobs,
            RecentBlobs recent,
            RecordedChunks recorded,
            ObjectWriter writer,
            ObjectCopier copier,
            PartsCopier parts) {
        this.blobs = blobs;
        this.recent = recent;
        this.recorded = recorded;
        this.writer = writer;
        this.copier = copier;
        this.parts = parts;
    }

    /** How the bytes came to be at the final path. */
    enum Arrival {
        /** They were copied now, from the chunks of the upload. */
        COPIED,
        /** They were there, or there are none: the chunks were not looked at, or are gone. */
        PRESENT
    }

    /**
     * Brings the bytes of a verified upload to their final path.
     *
     * @throws ChunkLostException when the bytes are not there, and a chunk is not what was verified
     * @throws io.spoolway.store.StoreException when the store gives no answer
     */
    Arrival bring(BlobVerified blob) throws ChunkLostException, InterruptedException {
        Digest digest = blob.digest();
        if (blob.size() == 0) {
            writer.put(StorageLayout.blobData(digest), ObjectBody.of(""));
            return Arrival.PRESENT;
        }
        if (isWorthALook(blob) && blobs.isStored(digest)) {
            return Arrival.PRESENT;
        }
        try {
            copy(blob);
        } catch (ChunkLostException e) {
            // another delivery of this event may have come further: then the bytes are there, and chunks may be deleted
            if (blobs.isStored(digest)) {
                return Arrival.PRESENT;
            }
            throw e;
        }
        recent.add(digest);
        return Arrival.COPIED;
    }

    /** A HEAD is cheap beside a copy of many chunks. For one chunk it would be a request more, if the blob is a new one. */
    private boolean isWorthALook(BlobVerified blob) {
        return blob.chunks().count() > 1 || recent.contains(blob.digest());
    }

    private void copy(BlobVerified blob) throws ChunkLostException, InterruptedException {
        List<Chunk> chunks = recorded.find(blob.uploadId(), blob.size(), blob.chunks());
        String target = StorageLayout.blobData(blob.digest());
        if (chunks.size() == 1 && blob.size() <= ObjectCopier.MAX_COPY_SIZE) {
            Chunk chunk = chunks.getFirst();
            String source = StorageLayout.chunk(blob.uploadId(), chunk.offset());
            CopyResult result = copier.copyIfMatch(source, chunk.etag(), chunk.size(), target);
            LostChunks.check(result, chunk);
        } else {
            parts.copy(blob.uploadId(), PartPlan.of(chunks), target);
        }
    }
}
