package io.spoolway.ingest.manifest;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectBody;
import io.spoolway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** The tags of repositories, as CNCF Distribution stores them. */
final class Tags {
    private static final int PARALLELISM = 16;

    private final ObjectStore store;

    Tags(ObjectStore store) {
        this.store = store;
    }

    /** The manifest that a tag points at; one GET. */
    Optional<Digest> current(RepositoryName repository, Tag tag) {
        return store.read(StorageLayout.tagCurrent(repository, tag))
                .map(bytes -> Digest.parse(new String(bytes, StandardCharsets.UTF_8).strip()));
    }

    /** Lets a tag point at a manifest that can be read; two PUTs, and the second is the one that counts. */
    void point(RepositoryName repository, Tag tag, Digest digest) {
        ObjectBody link = ObjectBody.of(digest.toString());
        store.put(StorageLayout.tagIndex(repository, tag, digest), link);
        store.put(StorageLayout.tagCurrent(repository, tag), link);
    }

    /** All tags, in the order of Go's {@code sort.Strings}, which the specification allows; one LIST for a thousand. */
    List<Tag> all(RepositoryName repository) {
        String prefix = StorageLayout.tags(repository);
        // not in the order of the store, where the slash behind the name comes after "-" and "."
        return store.listPrefixes(prefix)
                .map(key -> key.substring(prefix.length(), key.length() - 1))
                .sorted()
                .flatMap(Tags::tag)
                .toList();
    }

    /** What is no tag cannot be asked for. */
    private static Stream<Tag> tag(String name) {
        try {
            return Stream.of(new Tag(name));
        } catch (IllegalArgumentException notATag) {
            return Stream.empty();
        }
    }

    /** The tags that point at a manifest; a GET for each tag of the repository, since nothing else tells for sure. */
    List<Tag> pointingAt(RepositoryName repository, Digest digest) {
        return all(repository).stream()
                .gather(Gatherers.mapConcurrent(
                        PARALLELISM,
                        tag -> Optional.of(tag)
                                .filter(one -> current(repository, one).equals(Optional.of(digest)))))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Deletes a tag with its history. First the history: a process that dies in between leaves a tag that still can be read.
     *
     * <p>The look behind it finds what a push wrote meanwhile: it is either about to let the tag point somewhere, or its entry in
     * the history must not look like a tag.
     */
    void delete(RepositoryName repository, Tag tag) {
        String current = StorageLayout.tagCurrent(repository, tag);
        store.delete(keys(repository, tag).stream()
                .filter(key -> !key.equals(current))
                .toList());
        store.delete(List.of(current));
        List<String> left = keys(repository, tag);
        if (!left.contains(current)) {
            store.delete(left);
        }
    }

    private List<String> keys(RepositoryName repository, Tag tag) {
        return store.list(StorageLayout.tag(repository, tag))
                .map(ListedObject::key)
                .toList();
    }
}
