package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.spool.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;

/**
 * Looks for the uploads of a page.
 *
 * @param lookedAt how many entries are looked at, at most, 2 or more: the first one may be where another page ended
 */
record UploadScan(UploadQuery query, int lookedAt) {
    /**
     * The page that begins with these entries.
     *
     * @param entries by upload id
     * @param mayMatch tells by the entry alone; those that it passes over are not counted as looked at, so that what is asked
     *     for is found among any number of others
     * @param reader what an entry is one of, which may be gone
     */
    <V> UploadPage page(
            Set<Integer> partitions,
            NewestFirst<V> entries,
            Predicate<KeyValue<String, V>> mayMatch,
            Function<KeyValue<String, V>, Optional<Upload>> reader) {
        List<UploadStatus> found = new ArrayList<>();
        UploadId reached = null;
        int looked = 0;
        while (entries.hasNext() && looked < lookedAt && found.size() < query.limit()) {
            KeyValue<String, V> entry = entries.next();
            reached = UploadId.parse(entry.key);
            if (!mayMatch.test(entry)) {
                continue;
            }
            looked++;
            if (!query.after().equals(Optional.of(reached))) {
                reader.apply(entry).map(UploadStatus::of).filter(query::matches).ifPresent(found::add);
            }
        }
        return new UploadPage(partitions, found, entries.hasNext() ? reached : null);
    }
}
