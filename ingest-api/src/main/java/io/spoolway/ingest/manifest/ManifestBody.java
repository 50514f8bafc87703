package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.BodySizeException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.upload.BufferBudget;
import java.io.IOException;
import java.util.OptionalLong;

/** Reads manifests that are pushed: up to a limit each, and all of them within the memory that uploads share. */
final class ManifestBody {
    /** The bytes, and what they are parsed into. */
    private static final int MEMORY_FACTOR = 4;

    private final int limit;
    private final BufferBudget budget;

    /** @param limit in bytes */
    ManifestBody(int limit, BufferBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** What is done with the bytes. */
    interface Use {
        void accept(byte[] bytes) throws InterruptedException;
    }

    /**
     * Reads the body and passes it on; its memory is given back when that returns.
     *
     * @throws ApiException 413 when it is too large, 429 when there is no memory for a while
     */
    void read(Context ctx, Use use) throws IOException, InterruptedException {
        OptionalLong length = RequestHeaders.contentLength(ctx);
        if (length.orElse(0) > limit) {
            throw tooLarge();
        }
        try (BufferBudget.Reservation memory = budget.reserve(MEMORY_FACTOR * length.orElse(limit))) {
            byte[] bytes = ctx.bodyInputStream().readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge();
            }
            if (length.isPresent() && bytes.length < length.getAsLong()) {
                throw new BodySizeException(
                        "the manifest ended after %d of %d bytes".formatted(bytes.length, length.getAsLong()));
            }
            memory.shrinkTo((long) MEMORY_FACTOR * bytes.length);
            use.accept(bytes);
        }
    }

    private ApiException tooLarge() {
        return OciError.MANIFEST_TOO_LARGE.because(
                "a manifest has at most %d bytes here; whoever runs the registry can allow more with SPOOLWAY_MANIFEST_SIZE_MAX"
                        .formatted(limit));
    }
}
