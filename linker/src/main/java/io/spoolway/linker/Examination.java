package io.spoolway.linker;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCancelled;
import io.spoolway.event.UploadExpired;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Abandonment;
import io.spoolway.spool.Abandonment.Sealed.Abandoned;
import io.spoolway.spool.ChunkMetadata;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.SpooledUpload;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.StoredBlobs;
import io.spoolway.spool.UploadId;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is to be done about an upload, as the store shows it at one moment. */
final class Examination {
    private final ObjectStore store;
    private final EventPublisher publisher;
    private final Retention retention;
    private final Instant now;
    private final Duration olderThan;
    private final SpoolReader spool;
    private final StoredBlobs blobs;
    private final Abandonment abandonment;

    /** @param olderThan how long an unsealed upload may be without progress */
    Examination(ObjectStore store, EventPublisher publisher, Retention retention, Instant now, Duration olderThan) {
        this.store = store;
        this.publisher = publisher;
        this.retention = retention;
        this.now = now;
        this.olderThan = olderThan;
        this.spool = new SpoolReader(store, store);
        this.blobs = new StoredBlobs(store);
        this.abandonment = new Abandonment(spool, store, store);
    }

    /** Something to do, and what it is called. */
    record Errand(Deed deed, Work work) {}

    /** Does something about an upload. */
    interface Work {
        /** Whether it was done; false when the upload was not any more as it had been seen. */
        boolean run();
    }

    /** Empty when the upload is to be left as it is. */
    Optional<Errand> examine(UploadId id) {
        SpooledUpload upload = spool.read(id);
        if (upload.isEmpty()) {
            return Optional.empty();
        }
        if (upload.isRejected()) {
            return rejected(upload);
        }
        return switch (upload.seal().orElse(null)) {
            case null -> unsealed(upload);
            case Seal.Abandoned seal -> abandoned(upload, seal);
            case Seal.Completed seal -> completed(upload, seal);
        };
    }

    private Optional<Errand> unsealed(SpooledUpload upload) {
        Instant lastProgress = upload.lastProgress().orElseThrow();
        if (!isPast(lastProgress, olderThan)) {
            return Optional.empty();
        }
        Optional<SpooledUpload> completed = spool.upToHiddenSeal(upload);
        if (completed.isPresent()) {
            return completed.get().seal().flatMap(seal -> completed(completed.get(), (Seal.Completed) seal));
        }
        Optional<RepositoryName> repository = upload.repository().or(() -> repositoryOfAny(upload));
        return Optional.of(
                repository.isEmpty()
                        ? errand(Deed.Kind.JUNK_DELETED, upload, "none", () -> deleteAll(upload))
                        : errand(
                                Deed.Kind.EXPIRED,
                                upload,
                                repository.get().value(),
                                () -> expire(upload, repository.get(), lastProgress)));
    }

    /** When what lies at offset 0 is gone, the objects behind the hole still tell the repository. */
    private Optional<RepositoryName> repositoryOfAny(SpooledUpload upload) {
        return upload.keys()
                .flatMap(key -> store.head(key).stream())
                .flatMap(object -> ChunkMetadata.repository(object.metadata()).stream())
                .findFirst();
    }

    private boolean expire(SpooledUpload upload, RepositoryName repository, Instant lastProgress) {
        Optional<Abandoned> given = abandonment.sealUnlessGrown(upload, repository, Seal.Reason.EXPIRED);
        given.ifPresent(abandoned -> {
            publisher.publish(new UploadExpired(upload.id(), repository, upload.end(), lastProgress));
            abandonment.deleteChunks(abandoned);
        });
        return given.isPresent();
    }

    /** Chunks beside the seal were left by a crash, or landed late; the event may not have been published. */
    private Optional<Errand> abandoned(SpooledUpload upload, Seal.Abandoned seal) {
        List<String> tombstones =
                List.of(StorageLayout.chunk(upload.id(), 0), StorageLayout.chunk(upload.id(), seal.size()));
        List<ListedObject> chunks = upload.objects().stream()
                .filter(object -> object.size() > 0 || !tombstones.contains(object.key()))
                .toList();
        String repository = seal.repository().value();
        if (!chunks.isEmpty()) {
            return Optional.of(errand(Deed.Kind.FINISHED, upload, repository, () -> {
                publisher.publish(givenUp(upload.id(), seal, chunks));
                abandonment.deleteChunks(new Abandoned(upload, seal));
                return true;
            }));
        }
        return upload.lastProgress()
                .filter(given -> isPast(given, retention.tombstones()))
                .map(given -> errand(Deed.Kind.TOMBSTONE_DELETED, upload, repository, () -> deleteAll(upload)));
    }

    private static PipelineEvent givenUp(UploadId id, Seal.Abandoned seal, List<ListedObject> chunks) {
        return switch (seal.reason()) {
            case CANCELLED -> new UploadCancelled(id, seal.repository(), seal.size());
            case EXPIRED -> {
                Instant lastProgress = chunks.stream()
                        .map(ListedObject::lastModified)
                        .max(Instant::compareTo)
                        .orElseThrow();
                yield new UploadExpired(id, seal.repository(), seal.size(), lastProgress);
            }
        };
    }

    private Optional<Errand> rejected(SpooledUpload upload) {
        String marker = StorageLayout.rejected(upload.id());
        String repository = upload.repository().map(RepositoryName::value).orElse("none");
        return upload.objects().stream()
                .filter(object -> object.key().equals(marker))
                .filter(object -> isPast(object.lastModified(), retention.rejected()))
                .findFirst()
                .map(object -> errand(Deed.Kind.REJECTED_DELETED, upload, repository, () -> deleteAll(upload)));
    }

    /** It is the pipeline's, however old it is, unless it has been linked already and only its spool was left. */
    private Optional<Errand> completed(SpooledUpload upload, Seal.Completed seal) {
        Instant sealed = upload.sealObject().orElseThrow().lastModified();
        if (!isPast(sealed, retention.leftovers()) || !blobs.isLinkedSince(seal.repository(), seal.digest(), sealed)) {
            return Optional.empty();
        }
        return Optional.of(errand(
                Deed.Kind.LEFTOVERS_DELETED, upload, seal.repository().value(), () -> {
                    // whoever linked it may not have come to say so
                    publisher.publish(
                            new BlobLinked(upload.id(), seal.repository(), seal.digest(), seal.size(), false));
                    return deleteAll(upload);
                }));
    }

    /**
     * Chunks, then the seal, then the note of a rejection. In this order whatever a crash leaves is seen for what it is: a
     * sealed upload without its note would pass for one that has not ended, and be kept for ever.
     */
    private boolean deleteAll(SpooledUpload upload) {
        List<String> last = Stream.concat(
                        upload.sealObject().map(ListedObject::key).stream(),
                        Stream.of(StorageLayout.rejected(upload.id())).filter(marker -> upload.isRejected()))
                .toList();
        store.delete(upload.keys().filter(key -> !last.contains(key)).toList());
        last.forEach(key -> store.delete(List.of(key)));
        return true;
    }

    private static Errand errand(Deed.Kind kind, SpooledUpload upload, String repository, Work work) {
        long bytes = upload.objects().stream().mapToLong(ListedObject::size).sum();
        return new Errand(new Deed(kind, "upload %s to %s".formatted(upload.id(), repository), bytes), work);
    }

    private boolean isPast(Instant time, Duration kept) {
        return !time.isAfter(now.minus(kept));
    }
}
