package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.spool.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
     * @param entries by upload id; each is asked for what it is an entry of, which may be gone
     */
    <V> UploadPage page(
            Set<Integer> partitions, NewestFirst<V> entries, Function<KeyValue<String, V>, Optional<Upload>> reader) {
        List<UploadStatus> found = new ArrayList<>();
        UploadId reached = null;
        for (int looked = 0; entries.hasNext() && looked < lookedAt && found.size() < query.limit(); looked++) {
            KeyValue<String, V> entry = entries.next();
            reached = UploadId.parse(entry.key);
            if (!query.after().equals(Optional.of(reached))) {
                reader.apply(entry).map(UploadStatus::of).filter(query::matches).ifPresent(found::add);
            }
        }
        return new UploadPage(partitions, found, entries.hasNext() ? reached : null);
    }
}
