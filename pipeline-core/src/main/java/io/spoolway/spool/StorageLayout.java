package io.spoolway.spool;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every key in the bucket.
 *
 * <pre>
 * docker/registry/v2/                                           as CNCF Distribution lays it out
 *   blobs/&lt;alg&gt;/&lt;first two hex&gt;/&lt;hex&gt;/data                       blobData      verified bytes
 *   repositories/&lt;name&gt;/                                       repository
 *     _layers/&lt;alg&gt;/&lt;hex&gt;/link                                 layerLink     the repository may read the blob
 *     _manifests/revisions/&lt;alg&gt;/&lt;hex&gt;/link                   manifestLink  the repository may read the manifest
 *     _manifests/tags/                                        tags
 *       &lt;tag&gt;/                                                tag
 *         current/link                                        tagCurrent    the manifest that the tag points at
 *         index/&lt;alg&gt;/&lt;hex&gt;/link                             tagIndex      each that it ever pointed at
 * spoolway/v1/referrers/&lt;name&gt;/_/&lt;subject alg&gt;/&lt;hex&gt;/           referrers     (no name has a part that is only "_")
 *   &lt;alg&gt;/&lt;hex&gt;                                               referrer      descriptor of a manifest with that subject
 * spoolway/v1/uploads/&lt;shard, 2 hex&gt;/&lt;upload id&gt;/                upload
 *   &lt;start offset, 20 digits&gt;                                  chunk         a spooled chunk, or the seal
 *   rejected                                                   rejected      why it was rejected
 * spoolway/v1/probe/&lt;name&gt;/                                  probe         for a moment, when a service starts
 * </pre>
 */
public final class StorageLayout {
    private static final String REGISTRY = "docker/registry/v2/";
    private static final String BLOBS = REGISTRY + "blobs/";
    private static final String REPOSITORIES = REGISTRY + "repositories/";
    private static final String REFERRERS = "spoolway/v1/referrers/";
    private static final String UPLOADS = "spoolway/v1/uploads/";
    private static final String REJECTED = "rejected";
    private static final int OFFSET_DIGITS = 20;

    private StorageLayout() {}

    /** The prefix of all verified bytes. */
    public static String blobs() {
        return BLOBS;
    }

    /** Where the verified bytes of a blob lie. */
    public static String blobData(Digest digest) {
        return "%s%s/%s/%s/data"
                .formatted(BLOBS, digest.algorithm().prefix(), digest.hex().substring(0, 2), digest.hex());
    }

    /** The prefix of all repositories. */
    public static String repositories() {
        return REPOSITORIES;
    }

    /** The prefix of all that belongs to a repository, and to those below it. */
    public static String repository(RepositoryName name) {
        return REPOSITORIES + name + "/";
    }

    /** The object that lets a repository read a blob; it holds the digest as text. */
    public static String layerLink(RepositoryName name, Digest digest) {
        return "%s_layers/%s/%s/link"
                .formatted(repository(name), digest.algorithm().prefix(), digest.hex());
    }

    /** The object that lets a repository read a manifest; it holds the digest as text. */
    public static String manifestLink(RepositoryName name, Digest digest) {
        return "%s_manifests/revisions/%s/%s/link"
                .formatted(repository(name), digest.algorithm().prefix(), digest.hex());
    }

    /** The prefix of all tags of a repository. */
    public static String tags(RepositoryName name) {
        return repository(name) + "_manifests/tags/";
    }

    /** The prefix of all that belongs to a tag. */
    public static String tag(RepositoryName name, Tag tag) {
        return tags(name) + tag + "/";
    }

    /** The object that says which manifest a tag points at; it holds the digest as text. */
    public static String tagCurrent(RepositoryName name, Tag tag) {
        return tag(name, tag) + "current/link";
    }

    /** The object that says that a tag pointed at a manifest once; garbage collectors look at it. */
    public static String tagIndex(RepositoryName name, Tag tag, Digest digest) {
        return "%sindex/%s/%s/link".formatted(tag(name, tag), digest.algorithm().prefix(), digest.hex());
    }

    /** The prefix of the manifests of a repository that have this subject. */
    public static String referrers(RepositoryName name, Digest subject) {
        return "%s%s/_/%s/%s/".formatted(REFERRERS, name, subject.algorithm().prefix(), subject.hex());
    }

    /** The descriptor of a manifest that has this subject. */
    public static String referrer(RepositoryName name, Digest subject, Digest referrer) {
        return "%s%s/%s"
                .formatted(referrers(name, subject), referrer.algorithm().prefix(), referrer.hex());
    }

    /** The manifest whose descriptor lies at this key; empty for a key that is none of {@link #referrer}. */
    public static Optional<Digest> referrerOf(String key) {
        String[] parts = key.split("/", -1);
        try {
            return key.startsWith(REFERRERS) && parts.length > 2
                    ? Optional.of(Digest.parse(parts[parts.length - 2] + ":" + parts[parts.length - 1]))
                    : Optional.empty();
        } catch (IllegalArgumentException notADigest) {
            return Optional.empty();
        }
    }

    /** The prefixes under which uploads lie, each listed oldest upload first. */
    public static Stream<String> uploadShards() {
        return IntStream.range(0, 256).mapToObj(shard -> UPLOADS + String.format(Locale.ROOT, "%02x/", shard));
    }

    /** The prefix of everything an upload has spooled. */
    public static String upload(UploadId id) {
        return UPLOADS + id.shard() + "/" + id + "/";
    }

    /** The upload whose prefix (or one of whose keys) this is; empty for a key that no upload has. */
    public static Optional<UploadId> uploadOf(String key) {
        if (!key.startsWith(UPLOADS)) {
            return Optional.empty();
        }
        String[] parts = key.substring(UPLOADS.length()).split("/", -1);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(UploadId.parse(parts[1])).filter(id -> key.startsWith(upload(id)));
        } catch (IllegalArgumentException notAnUpload) {
            return Optional.empty();
        }
    }

    /** The chunk, or the seal, that begins at {@code offset}. */
    public static String chunk(UploadId id, long offset) {
        // plain string work: this runs for each chunk, and a formatter costs more than the rest of it
        String digits = Long.toString(offset);
        return upload(id) + "0".repeat(OFFSET_DIGITS - digits.length()) + digits;
    }

    /** The offset in the key of a chunk or seal; empty for any other key of an upload. */
    public static OptionalLong chunkOffset(String key) {
        String last = key.substring(key.lastIndexOf('/') + 1);
        boolean digits = last.length() == OFFSET_DIGITS && last.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(last));
        } catch (NumberFormatException beyondLong) {
            return OptionalLong.empty();
        }
    }

    /** The note that says why an upload was rejected. */
    public static String rejected(UploadId id) {
        return upload(id) + REJECTED;
    }

    /** Where a service tries out what the store can do. */
    public static String probe(String name) {
        return "spoolway/v1/probe/" + name + "/";
    }
}
