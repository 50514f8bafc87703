package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.BodySizeException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestBody;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.upload.BufferBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.OptionalLong;

/** Reads manifests that are pushed: up to a limit each, and all of them within the memory that uploads share. */
final class ManifestBody {
    /** Manifests up to this are read before memory is reserved, so that a client that sends nothing holds none; nearly all are smaller. */
    private static final int SMALL = 64 << 10;

    private final int limit;
    private final ManifestMemory memory;

    /** @param limit in bytes */
    ManifestBody(int limit, ManifestMemory memory) {
        this.limit = limit;
        this.memory = memory;
    }

    /** What is done with the bytes. */
    interface Use {
        void accept(byte[] bytes) throws InterruptedException;
    }

    /**
     * Reads the body and passes it on; its memory is given back when that returns.
     *
     * @throws ApiException 413 when it is too large, 429 when there is no memory for a while, 400 when it is no JSON in UTF-8
     */
    void read(Context ctx, Use use) throws IOException, InterruptedException {
        OptionalLong length = RequestHeaders.contentLength(ctx);
        if (length.orElse(0) > limit) {
            throw tooLarge();
        }
        InputStream body = RequestBody.open(ctx);
        byte[] begin = body.readNBytes(Math.min(SMALL, limit + 1));
        long most = begin.length < SMALL ? begin.length : length.orElse(limit);
        try (BufferBudget.Reservation reserved = memory.reserve(most)) {
            byte[] bytes = begin.length < SMALL
                    ? begin
                    : new SequenceInputStream(new ByteArrayInputStream(begin), body).readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge();
            }
            if (length.isPresent() && bytes.length < length.getAsLong()) {
                throw new BodySizeException(
                        "the manifest ended after %d of %d bytes".formatted(bytes.length, length.getAsLong()));
            }
            ManifestJson.requireUtf8(bytes); // first, because tokens are counted in any encoding
            reserved.shrinkTo(ManifestMemory.needed(bytes.length, ManifestJson.tokens(bytes)));
            use.accept(bytes);
        }
    }

    private ApiException tooLarge() {
        return OciError.MANIFEST_TOO_LARGE.because(
                "a manifest has at most %d bytes here; whoever runs the registry can allow more with SPOOLWAY_MANIFEST_SIZE_MAX"
                        .formatted(limit));
    }
}
