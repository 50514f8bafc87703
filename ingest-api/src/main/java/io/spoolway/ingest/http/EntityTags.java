package io.spoolway.ingest.http;

import io.javalin.http.Context;
import io.spoolway.oci.Digest;
import java.util.Arrays;

/** Entity tags of what a digest names, which never changes (RFC 9110, section 8.8.3). */
public final class EntityTags {
    private EntityTags() {}

    /** The value of the ETag header. */
    public static String of(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** Whether If-None-Match (section 13.1.2) names it, or anything: the client has it. As in other registries the quotes may be missing. */
    public static boolean isKnownToClient(Context ctx, Digest digest) {
        String header = ctx.header("If-None-Match");
        return header != null
                && Arrays.stream(header.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
                        .anyMatch(tag -> tag.equals("*") || tag.equals(digest.toString()));
    }
}
