package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.http.RequestBody;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import java.util.Optional;

/** {@code PATCH /v2/<name>/blobs/uploads/<id>}: more bytes, with or without Content-Range ("Pushing a blob in chunks"). */
final class AppendToUpload implements Handler {
    private final BodySlots slots;
    private final Uploads uploads;
    private final ChunkSpooler spooler;

    AppendToUpload(BodySlots slots, Uploads uploads, ChunkSpooler spooler) {
        this.slots = slots;
        this.uploads = uploads;
        this.spooler = spooler;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        try (BodySlots.Slot slot = slots.take()) {
            append(ctx);
        }
    }

    private void append(Context ctx) throws Exception {
        Optional<ByteRange> range = RequestHeaders.contentRange(ctx);
        OpenUpload upload = positioned(uploads, uploads.findOpen(ctx), range);
        ChunkSpooler.Target target = new ChunkSpooler.Target(
                upload.id(), upload.repository(), upload.position().offset(), Optional.empty());
        ChunkSpooler.Spooled spooled;
        try {
            spooled = spooler.spool(target, RequestBody.open(ctx), BodyLength.of(ctx, range));
        } catch (OffsetTakenException e) {
            throw uploads.outOfOrder(uploads.movedOn(upload));
        }
        uploads.answer(ctx, 202, upload.at(upload.position().plus(spooled.chunks())));
    }

    /**
     * The upload at the place where the range begins: where the URL says, or else, if the URL is an old one, the store.
     *
     * @throws io.spoolway.ingest.http.ApiException 416 when the upload does not end there
     */
    static OpenUpload positioned(Uploads uploads, OpenUpload upload, Optional<ByteRange> range) {
        if (range.isEmpty() || range.get().first() == upload.position().offset()) {
            return upload;
        }
        OpenUpload now = uploads.refreshed(upload);
        if (range.get().first() != now.position().offset()) {
            throw uploads.outOfOrder(now);
        }
        return now;
    }
}
