package io.spoolway.ingest.http;

import io.javalin.http.Context;
import io.spoolway.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conditional reads (RFC 9110, section 13) of what has a strong ETag and no modification date: conditions on a date are
 * ignored, as the RFC asks of those who have none (sections 13.1.3 and 13.1.4).
 */
public final class Conditions {
    /**
     * Cache-Control of what is named by its digest: it never changes, so it need not be asked for again (RFC 8246). Not {@code
     * public}: if somebody puts authentication before this registry, no shared cache may serve one client's blob to another (RFC
     * 9111, section 3.5).
     */
    public static final String UNCHANGING = "max-age=31536000, immutable";

    /** Cache-Control of what may be another the next time: to be asked for again with its ETag (RFC 9111, section 5.2.2.4). */
    public static final String CHANGING = "no-cache";

    /** Quoted, or as some clients of registries send it: without quotes, which no digest needs. */
    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?(?:(\"[^\"]*\")|[^\",\\s]+)");

    private Conditions() {}

    /** The strong ETag of what a digest names, which never changes (section 8.8.3). */
    public static String etag(Digest digest) {
        return "\"" + digest + "\"";
    }

    /**
     * Whether the client has it already, and is to be answered 304. In the order of section 13.2.2.
     *
     * @param etag with its quotes
     * @throws ApiException 412 when If-Match asks for another
     */
    public static boolean isNotModified(Context ctx, String etag) {
        RequestHeaders.lines(ctx, "If-Match")
                .filter(header -> !isAnyOf(header, etag, false))
                .ifPresent(header -> {
                    throw OciError.PRECONDITION_FAILED.because(
                            "If-Match asks for %s, but this is %s".formatted(header, etag));
                });
        return RequestHeaders.lines(ctx, "If-None-Match")
                .filter(header -> isAnyOf(header, etag, true))
                .isPresent();
    }

    /**
     * Answers 304, without the type and the length that the framework gives to what has no body: a cache would take them for those of
     * what it has (section 15.4.5; RFC 9111, section 4.3.4).
     */
    public static void notModified(Context ctx) throws IOException {
        ctx.status(304);
        ctx.res().setContentType(null);
        ctx.res().flushBuffer(); // what is sent when the handler has returned gets a length
    }

    /** Whether a Range is to be looked at: If-Range is not there, or has this ETag (section 13.1.5). */
    public static boolean rangeApplies(Context ctx, String etag) {
        Optional<String> condition = Optional.ofNullable(ctx.header("If-Range"));
        return condition.map(String::strip).map(etag::equals).orElse(true);
    }

    /** @param weakly whether an ETag that is marked as weak counts (section 8.8.3.2), or one that has no quotes */
    static boolean isAnyOf(String header, String etag, boolean weakly) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tag = ENTITY_TAG.matcher(header);
        while (tag.find()) {
            boolean isStrong = tag.group(1) == null && tag.group(2) != null;
            String quoted = tag.group(2) == null ? '"' + tag.group() + '"' : tag.group(2);
            if (quoted.equals(etag) && (weakly || isStrong)) {
                return true;
            }
        }
        return false;
    }
}
