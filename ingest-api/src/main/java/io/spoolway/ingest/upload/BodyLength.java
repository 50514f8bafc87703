package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of the length of a body.
 *
 * @param bytes -1 when it is not known
 * @param isFramed whether the HTTP framing enforces it (Content-Length); not so for a Content-Range on a body that is sent
 *     with chunked transfer encoding
 */
record BodyLength(long bytes, boolean isFramed) {
    static final BodyLength NO_BODY = new BodyLength(0, true);

    static BodyLength of(Context ctx, Optional<ByteRange> range) {
        OptionalLong framed = RequestHeaders.contentLength(ctx);
        if (framed.isPresent()) {
            return new BodyLength(framed.getAsLong(), true);
        }
        return range.map(r -> new BodyLength(r.length(), false)).orElse(new BodyLength(-1, false));
    }

    boolean isKnown() {
        return bytes >= 0;
    }
}
