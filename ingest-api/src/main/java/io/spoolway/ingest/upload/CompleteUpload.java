package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.ChunkList;
import io.spoolway.event.UploadCompleted;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestBody;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import io.spoolway.oci.Digest;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.Seal;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.SpooledUpload;
import io.spoolway.spool.StorageLayout;
import io.spoolway.telemetry.LogContext;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * {@code PUT /v2/<name>/blobs/uploads/<id>?digest=<digest>}: the last bytes, if any, and the end of the upload.
 *
 * <p>In this order, so that a crash between two steps loses nothing: the bytes, the seal, the event, the answer. A client
 * that repeats the request after any of them ends up in the same place.
 */
final class CompleteUpload implements Handler {
    private final BodySlots slots;
    private final Uploads uploads;
    private final ChunkSpooler spooler;
    private final SpoolReader spool;
    private final CompletionAnswer answer;

    CompleteUpload(BodySlots slots, Uploads uploads, ChunkSpooler spooler, SpoolReader spool, CompletionAnswer answer) {
        this.slots = slots;
        this.uploads = uploads;
        this.spooler = spooler;
        this.spool = spool;
        this.answer = answer;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        String digest = ctx.queryParam("digest");
        if (digest == null) {
            throw OciError.DIGEST_INVALID.because("the digest of the blob is missing: add ?digest=sha256:<64 digits>");
        }
        Digest declared = RequestHeaders.digest(digest);
        try (BodySlots.Slot slot = slots.take()) {
            OpenUpload upload = uploads.find(ctx);
            if (answer.answerAgain(ctx, upload, declared)
                    || (uploads.isGone(upload) && answer.answerIfLinked(ctx, upload, declared))) {
                return;
            }
            complete(ctx, uploads.requireOpen(upload), declared, slot);
        }
    }

    /**
     * Stores the body, if there is one, seals, publishes, answers.
     *
     * @param slot is given back when the body is stored
     */
    void complete(Context ctx, OpenUpload found, Digest digest, BodySlots.Slot slot) throws Exception {
        Optional<ByteRange> range = RequestHeaders.contentRange(ctx);
        OpenUpload upload = AppendToUpload.positioned(uploads, found, range);
        UploadCompleted completed;
        try {
            completed = seal(ctx, upload, digest, range);
        } catch (OffsetTakenException e) {
            SpooledUpload now = upToSeal(upload, e.offset());
            if (answer.answerAgain(ctx, upload, digest)
                    || (isBeingDeleted(now) && answer.answerIfLinked(ctx, upload, digest))) {
                return;
            }
            completed = sealedEarlier(ctx, upload, digest, now);
            RequestBody.drain(ctx);
        }
        slot.close();
        answer.publishAndAnswer(ctx, completed);
    }

    /** Whether bytes are gone of an upload that had them: it was linked, and its spool is being deleted, or is deleted. */
    private static boolean isBeingDeleted(SpooledUpload upload) {
        return switch (upload.seal().orElse(null)) {
            case null -> upload.chunks().isEmpty();
            case Seal.Completed seal -> upload.end() < seal.size();
            case Seal.Abandoned seal -> false;
        };
    }

    private UploadCompleted seal(Context ctx, OpenUpload upload, Digest digest, Optional<ByteRange> range)
            throws Exception {
        boolean hasBody = range.isPresent() || RequestHeaders.hasBody(ctx);
        InputStream body = hasBody ? RequestBody.open(ctx) : InputStream.nullInputStream();
        BodyLength length = hasBody ? BodyLength.of(ctx, range) : BodyLength.NO_BODY;
        ChunkSpooler.Target target = new ChunkSpooler.Target(
                upload.id(), upload.repository(), upload.position().offset(), Optional.of(digest));
        ChunkSpooler.Spooled spooled = spooler.spool(target, body, length);
        UploadPosition end = upload.position().plus(spooled.chunks());
        List<Chunk> chunks = end.chunks().orElseGet(() -> chunksUpTo(spool.read(upload.id()), end.offset()));
        return completed(ctx, upload, digest, end.offset(), spooled.sealOffset().orElseThrow(), chunks);
    }

    /**
     * The upload as it is stored, to its seal if it has one.
     *
     * @param taken the offset where this request met something: a seal cannot be before that
     */
    private SpooledUpload upToSeal(OpenUpload upload, long taken) {
        SpooledUpload now = spool.read(upload.id());
        return now.seal().isPresent() ? now : spool.upToHiddenSeal(now, taken).orElse(now);
    }

    /**
     * What an upload was completed with that is sealed already: this request is a repetition, and its answer was lost.
     *
     * @throws io.spoolway.ingest.http.ApiException when it is none
     */
    private UploadCompleted sealedEarlier(Context ctx, OpenUpload upload, Digest digest, SpooledUpload now) {
        if (now.seal().orElse(null) instanceof Seal.Completed seal
                && seal.digest().equals(digest)) {
            answer.rejectAgain(now);
            List<Chunk> chunks = chunksUpTo(now, seal.size());
            long sealOffset = StorageLayout.chunkOffset(
                            now.sealObject().orElseThrow().key())
                    .orElseThrow();
            return completed(ctx, upload, digest, seal.size(), sealOffset, chunks);
        }
        throw uploads.outOfOrder(uploads.movedOn(upload));
    }

    /** What a stray chunk behind the end would add to the run does not belong to the sealed upload. */
    private static List<Chunk> chunksUpTo(SpooledUpload upload, long size) {
        return upload.chunks().stream().filter(chunk -> chunk.end() <= size).toList();
    }

    private UploadCompleted completed(
            Context ctx, OpenUpload upload, Digest digest, long size, long sealOffset, List<Chunk> chunks) {
        LogContext.size(size);
        return new UploadCompleted(
                upload.id(),
                upload.repository(),
                digest,
                size,
                sealOffset,
                ChunkList.of(chunks),
                RequestHeaders.client(ctx));
    }
}
