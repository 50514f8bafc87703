package io.spoolway.ingest.manifest;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectLister;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Finds repositories, which only the keys of the store tell: each part of a name is a level of keys, and a level is a repository
 * if it has blobs or manifests.
 *
 * <p>They come in the order of their parts, so that {@code a/b} comes before {@code a-b}, as a stock registry lists them. Each level
 * is one LIST, a few of them at a time and no further than is read.
 */
final class RepositoryWalk {
    private static final int PARALLELISM = 8;

    private final ObjectLister lister;

    RepositoryWalk(ObjectLister lister) {
        this.lister = lister;
    }

    /** The repositories behind this name, or all. */
    Stream<String> after(Optional<String> last) {
        return below(level(""), last.map(name -> Arrays.asList(name.split("/", -1))));
    }

    /**
     * A level of keys.
     *
     * @param name so far; empty above all
     * @param children the parts that go on from here, sorted
     */
    private record Level(String name, boolean isRepository, List<String> children) {
        String child(String part) {
            return name.isEmpty() ? part : name + "/" + part;
        }
    }

    private Level level(String name) {
        String prefix = StorageLayout.repositories() + (name.isEmpty() ? "" : name + "/");
        List<String> parts = lister.listPrefixes(prefix)
                .map(key -> key.substring(prefix.length(), key.length() - 1))
                .toList();
        return new Level(
                name,
                parts.contains("_manifests") || parts.contains("_layers"),
                parts.stream().filter(part -> !part.startsWith("_")).sorted().toList());
    }

    private Stream<String> from(Level level) {
        Stream<String> itself = level.isRepository() && isName(level.name()) ? Stream.of(level.name()) : Stream.empty();
        return Stream.concat(itself, below(level, Optional.empty()));
    }

    /** @param last the rest of the name behind which to begin; empty to begin at the beginning */
    private Stream<String> below(Level level, Optional<List<String>> last) {
        if (last.isEmpty() || last.get().isEmpty()) {
            return level.children().stream()
                    .map(level::child)
                    .gather(Gatherers.mapConcurrent(PARALLELISM, this::level))
                    .flatMap(this::from);
        }
        String first = last.get().getFirst();
        List<String> rest = last.get().subList(1, last.get().size());
        Stream<String> within =
                level.children().contains(first) ? below(level(level.child(first)), Optional.of(rest)) : Stream.empty();
        Level behind = new Level(
                level.name(),
                false,
                level.children().stream()
                        .filter(part -> part.compareTo(first) > 0)
                        .toList());
        return Stream.concat(within, below(behind, Optional.empty()));
    }

    /** What cannot be asked for is not told. */
    private static boolean isName(String text) {
        try {
            new RepositoryName(text);
            return true;
        } catch (IllegalArgumentException notAName) {
            return false;
        }
    }
}
