package io.spoolway.spool;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
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
 * spoolway/v1/uploads/&lt;shard, 2 hex&gt;/&lt;upload id&gt;/                upload
 *   &lt;start offset, 20 digits&gt;                                  chunk         a spooled chunk, or the seal
 *   rejected                                                   rejected      why it was rejected
 * spoolway/v1/probe/&lt;name&gt;/                                  probe         for a moment, when a service starts
 * </pre>
 */
public final class StorageLayout {
    private static final String REGISTRY = "docker/registry/v2/";
    private static final String BLOBS = REGISTRY + "blobs/";
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

    /** The prefix of all that belongs to a repository. */
    public static String repository(RepositoryName name) {
        return REGISTRY + "repositories/" + name + "/";
    }

    /** The object that lets a repository read a blob; it holds the digest as text. */
    public static String layerLink(RepositoryName name, Digest digest) {
        return "%s_layers/%s/%s/link"
                .formatted(repository(name), digest.algorithm().prefix(), digest.hex());
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
