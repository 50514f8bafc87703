package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.spoolway.ingest.http.OciError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What part of a list a client asks for ("Listing Tags").
 *
 * @param size how many at most, from 0
 * @param last the one before the first, when it is not the beginning
 */
record Page(int size, Optional<String> last) {
    /**
     * Reads {@code n} and {@code last}.
     *
     * @param otherwise how many when the client does not say
     * @param most how many at most, whatever it says
     * @throws io.spoolway.ingest.http.ApiException 400 when {@code n} is no number
     */
    static Page of(Context ctx, int otherwise, int most) {
        String n = ctx.queryParam("n");
        Optional<String> last = Optional.ofNullable(ctx.queryParam("last")).filter(value -> !value.isEmpty());
        if (n == null || n.isEmpty()) {
            return new Page(otherwise, last);
        }
        if (!n.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw OciError.UNSUPPORTED.because("n is \"%s\", but must be a number of entries".formatted(n));
        }
        // more digits than an int can have: more than there are
        return new Page(n.length() > 9 ? most : Math.min(most, Integer.parseInt(n)), last);
    }

    /** Those of the page, from a list that begins behind {@link #last}; tells the client when there are more (RFC 8288). */
    <T> List<T> cut(Context ctx, List<T> found) {
        if (found.size() <= size) {
            return found;
        }
        if (size > 0) {
            linkNext(
                    ctx,
                    "n=%d&last=%s".formatted(size, encoded(found.get(size - 1).toString())));
        }
        return found.subList(0, size);
    }

    static void linkNext(Context ctx, String query) {
        ctx.header("Link", "<%s?%s>; rel=\"next\"".formatted(ctx.path(), query));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
