package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.spool.UploadId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of uploads, those that were started last first. It may be short although there are more, since no more
 * than some are looked at for each page.
 *
 * @param reached everything down to this one was looked at; null when that is all there is
 */
public record UploadPage(
        Set<Integer> partitions,
        List<UploadStatus> uploads,
        @Nullable UploadId reached) implements Part {
    public UploadPage {
        partitions = Set.copyOf(partitions);
        uploads = List.copyOf(uploads);
    }

    /**
     * The page that these are parts of. What a part found behind the place that another one reached is left out: there may be
     * others before it, so it comes with the next page.
     */
    static UploadPage merge(Collection<UploadPage> parts, int limit) {
        Optional<UploadId> reached = parts.stream()
                .flatMap(part -> Optional.ofNullable(part.reached()).stream())
                .max(Comparator.naturalOrder());
        List<UploadStatus> found = parts.stream()
                .flatMap(part -> part.uploads().stream())
                .filter(upload -> reached.isEmpty() || upload.uploadId().compareTo(reached.get()) >= 0)
                .sorted(Comparator.comparing(UploadStatus::uploadId).reversed())
                .toList();
        Set<Integer> partitions = new TreeSet<>();
        parts.forEach(part -> partitions.addAll(part.partitions()));
        if (found.size() <= limit) {
            return new UploadPage(partitions, found, reached.orElse(null));
        }
        List<UploadStatus> cut = found.subList(0, limit);
        return new UploadPage(partitions, cut, cut.getLast().uploadId());
    }
}
