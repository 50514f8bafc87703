package io.spoolway.ingest.manifest;

import io.javalin.http.Context;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;

/** {@code <tag-or-digest>}: how a request names a manifest. */
sealed interface Reference {
    /** By what its bytes hash to. */
    record ByDigest(Digest digest) implements Reference {
        @Override
        public String toString() {
            return "manifest " + digest;
        }
    }

    /** By a tag, whatever it points at. */
    record ByTag(Tag tag) implements Reference {
        @Override
        public String toString() {
            return "tag " + tag;
        }
    }

    /**
     * The one in the path of a request.
     *
     * @param notATag the error for what can be neither
     * @throws ApiException 400 when it looks like a digest and is none
     */
    static Reference of(Context ctx, OciError notATag) {
        String text = ctx.pathParam("reference");
        // a colon, which no tag has
        return text.contains(":") ? new ByDigest(RequestHeaders.digest(text)) : new ByTag(tag(text, notATag));
    }

    /** A tag, wherever it came from. */
    static Tag tag(String text, OciError notATag) {
        try {
            return new Tag(text);
        } catch (IllegalArgumentException e) {
            throw notATag.because(String.valueOf(e.getMessage()));
        }
    }

    /** The error for a manifest that is not there. */
    default ApiException unknown(RepositoryName repository) {
        return OciError.MANIFEST_UNKNOWN.because("repository %s has no %s".formatted(repository, this));
    }

    /** The path that a manifest is read at. */
    static String location(RepositoryName repository, Digest digest) {
        return "/v2/%s/manifests/%s".formatted(repository, digest);
    }
}
