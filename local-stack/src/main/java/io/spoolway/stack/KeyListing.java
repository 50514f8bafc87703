package io.spoolway.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.domain.BlobMetadata;
import org.gaul.s3proxy.blobstore.domain.PageSet;
import org.gaul.s3proxy.blobstore.domain.StorageType;
import org.gaul.s3proxy.blobstore.options.ListContainerOptions;

/**
 * One page of the keys of a bucket that is a directory tree, in key order. Directories that lie before the marker or
 * past the end of the page are not entered, so a page costs what is on it.
 *
 * <p>What is there from the start to the end of a listing is on it, whatever else comes and goes meanwhile.
 */
final class KeyListing {

    private record Entry(String key, Path path, boolean isDirectory) {}

    private final BlobStore store;
    private final String bucket;
    private final Path bucketDirectory;
    private final Predicate<String> hidden;
    private final String prefix;
    private final String marker;
    private final boolean grouped;
    private final int limit;
    private final List<BlobMetadata> found = new ArrayList<>();

    /**
     * @param store knows what is kept about an object
     * @param hidden the keys of files that are not objects
     */
    KeyListing(
            BlobStore store,
            String bucket,
            Path bucketDirectory,
            Predicate<String> hidden,
            ListContainerOptions options) {
        this.store = store;
        this.bucket = bucket;
        this.bucketDirectory = bucketDirectory;
        this.hidden = hidden;
        this.prefix = options.prefix() == null ? "" : options.prefix();
        this.marker = options.marker() == null ? "" : options.marker();
        this.grouped = "/".equals(options.delimiter());
        this.limit = options.maxResults() == null ? Integer.MAX_VALUE - 1 : options.maxResults();
    }

    PageSet<BlobMetadata> page() {
        String start = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        if (limit == 0 || !namesOneDirectory(start)) {
            return new PageSet<>(List.of(), null);
        }
        // the path of a file ends with no slash, and a key that does is another
        if (prefix.endsWith("/") && isAfterMarker(prefix) && Files.isDirectory(bucketDirectory.resolve(prefix))) {
            addObject(prefix);
        }
        walk(bucketDirectory.resolve(start), start);
        boolean more = found.size() > limit;
        List<BlobMetadata> page = more ? found.subList(0, limit) : found;
        return new PageSet<>(page, more ? page.getLast().name() : null);
    }

    /** A path folds what a key keeps apart ({@code a//b}, {@code a/./b}); no object has such a key. */
    private boolean namesOneDirectory(String key) {
        Path directory = bucketDirectory.resolve(key).normalize();
        return directory.startsWith(bucketDirectory)
                && keyOf(bucketDirectory.relativize(directory)).equals(key);
    }

    private static String keyOf(Path directory) {
        return directory.toString().isEmpty() ? "" : directory + "/";
    }

    private void walk(Path directory, String key) {
        for (Entry entry : entries(directory, key)) {
            if (found.size() > limit) {
                return;
            }
            if (!entry.isDirectory()) {
                if (isAfterMarker(entry.key())) {
                    addObject(entry.key());
                }
            } else if (grouped) {
                if (isAfterMarker(entry.key()) && holdsObject(entry.path(), entry.key())) {
                    addCommonPrefix(entry.key());
                }
            } else {
                if (isAfterMarker(entry.key())) {
                    addObject(entry.key());
                }
                walk(entry.path(), entry.key());
            }
        }
    }

    /** What a directory holds that may matter, in key order. */
    private List<Entry> entries(Path directory, String directoryKey) {
        List<Entry> entries = new ArrayList<>();
        for (Path path : children(directory)) {
            String key = directoryKey + path.getFileName();
            if (key.startsWith(prefix) && !isPassed(key) && !hidden.test(key)) {
                boolean isDirectory = Files.isDirectory(path);
                entries.add(new Entry(isDirectory ? key + "/" : key, path, isDirectory));
            }
        }
        entries.sort(Comparator.comparing(Entry::key));
        return entries;
    }

    private boolean isAfterMarker(String key) {
        return key.compareTo(marker) > 0;
    }

    /** Whether neither the key nor any key in a directory of its name can be after the marker. */
    private boolean isPassed(String key) {
        String asDirectory = key + "/";
        return asDirectory.compareTo(marker) <= 0 && !marker.startsWith(asDirectory);
    }

    /** An object whose key ends with a slash is kept as a directory that the store knows something about. */
    private boolean holdsObject(Path directory, String key) {
        for (Path path : children(directory)) {
            String child = key + path.getFileName();
            if (hidden.test(child)) {
                continue;
            }
            if (!Files.isDirectory(path) || holdsObject(path, child + "/")) {
                return true;
            }
        }
        return store.blobMetadata(bucket, key) != null;
    }

    private void addObject(String key) {
        BlobMetadata metadata = store.blobMetadata(bucket, key);
        if (metadata != null) {
            found.add(metadata.toBuilder().type(StorageType.BLOB).build());
        }
    }

    private void addCommonPrefix(String key) {
        found.add(
                BlobMetadata.builder().type(StorageType.RELATIVE_PATH).name(key).build());
    }

    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return children;
    }
}
