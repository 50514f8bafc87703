package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.Step;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page is what is found in a bounded look at several partitions; the pages together are all there is. */
class UploadScanTest {
    private static final RepositoryName WANTED = new RepositoryName("wanted");
    private static final RepositoryName OTHER = new RepositoryName("other");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0a".repeat(32));

    private static final Step END = new Step("blob.linked", Instant.EPOCH, "node", null, 0, 0, null, false, Map.of());

    /** By partition, oldest first. */
    private final List<List<Upload>> stored = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private final Set<UploadId> deleted = new HashSet<>();

    private int closed;

    @ParameterizedTest(name = "{0} in a page, {1} looked at")
    @CsvSource({"1, 2", "2, 3", "3, 1000", "1000, 2", "1000, 7", "1000, 1000"})
    void pagesShowAllThatIsAskedForNewestFirst(int limit, int lookedAt) {
        List<UploadId> wanted = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Upload upload = upload(i % 4 == 0 ? WANTED : OTHER, UploadState.LINKED, false);
            stored.get(i * i % 3).add(upload);
            if (i % 4 == 0) {
                wanted.add(upload.uploadId());
            }
        }
        UploadQuery query = query(Optional.of(WANTED), Optional.empty(), Optional.empty(), limit);
        List<UploadId> shown = new ArrayList<>();
        int pages = 0;
        for (Optional<UploadQuery> next = Optional.of(query); next.isPresent(); pages++) {
            UploadQuery asked = next.get();
            UploadPage page = page(asked, lookedAt);
            assertThat(page.uploads()).hasSizeLessThanOrEqualTo(limit);
            shown.addAll(page.uploads().stream().map(UploadStatus::uploadId).toList());
            next = Optional.ofNullable(page.reached()).map(asked::after);
        }

        wanted.sort(Comparator.reverseOrder());
        assertThat(shown).isEqualTo(wanted);
        assertThat(closed).isEqualTo(pages * stored.size());
    }

    @Test
    void everyConditionMustHold() {
        Upload rejected = upload(WANTED, UploadState.REJECTED, true);
        stored.get(0)
                .addAll(List.of(
                        upload(WANTED, UploadState.REJECTED, false),
                        upload(WANTED, UploadState.LINKED, true),
                        rejected));
        stored.get(1).add(upload(OTHER, UploadState.REJECTED, true));

        UploadQuery query = query(Optional.of(WANTED), Optional.of(UploadState.REJECTED), Optional.of(true), 10);
        assertThat(page(query, 100).uploads()).containsExactly(UploadStatus.of(rejected));
    }

    @Test
    void oneThatIsAskedForIsFoundBehindManyThatTheirEntriesRuleOut() {
        Upload stalled = upload(WANTED, UploadState.VERIFYING, true);
        stored.get(0).add(stalled);
        for (int i = 0; i < 3_000; i++) {
            stored.get(i % 3).add(upload(WANTED, UploadState.VERIFYING, false));
        }

        UploadQuery query = query(Optional.empty(), Optional.of(UploadState.VERIFYING), Optional.of(true), 10);
        UploadPage page = page(query, 2_000, entry -> entry.value.stalled());
        assertThat(page.uploads()).containsExactly(UploadStatus.of(stalled));
        assertThat(page.reached()).isNull();
    }

    @Test
    void whatIsDeletedWhileThePageIsReadIsPassedOver() {
        List<UploadId> left = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Upload upload = upload(WANTED, UploadState.VERIFYING, false);
            stored.get(i % 3).add(upload);
            if (i == 4) {
                left.add(upload.uploadId());
            } else {
                deleted.add(upload.uploadId());
            }
        }

        UploadPage page = page(query(Optional.empty(), Optional.empty(), Optional.empty(), 10), 100);
        assertThat(page.uploads()).extracting(UploadStatus::uploadId).isEqualTo(left);
        assertThat(page.reached()).isNull();
    }

    private UploadPage page(UploadQuery query, int lookedAt) {
        return page(query, lookedAt, entry -> true);
    }

    private UploadPage page(UploadQuery query, int lookedAt, Predicate<KeyValue<String, Upload>> mayMatch) {
        List<KeyValueIterator<String, Upload>> partitions =
                stored.stream().map(uploads -> newestFirst(uploads, query)).toList();
        try (NewestFirst<Upload> entries = new NewestFirst<>(partitions)) {
            return new UploadScan(query, lookedAt)
                    .<Upload>page(Set.of(0, 1, 2), entries, mayMatch, entry -> Optional.of(entry.value));
        }
    }

    /** As a store gives them: with the upload that the page is to begin behind. */
    private KeyValueIterator<String, Upload> newestFirst(List<Upload> uploads, UploadQuery query) {
        Iterator<Upload> entries = uploads.stream()
                .filter(upload -> query.after()
                        .filter(after -> upload.uploadId().compareTo(after) > 0)
                        .isEmpty())
                .sorted(Comparator.comparing(Upload::uploadId).reversed())
                .iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue<String, Upload> next() {
                Upload upload = entries.next();
                UploadId id = upload.uploadId();
                return KeyValue.pair(id.toString(), deleted.contains(id) ? null : upload);
            }

            @Override
            public String peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    private static UploadQuery query(
            Optional<RepositoryName> repository, Optional<UploadState> state, Optional<Boolean> stalled, int limit) {
        return new UploadQuery(
                repository, state, stalled, Optional.of(DIGEST), Optional.of(Instant.EPOCH), limit, Optional.empty());
    }

    private static Upload upload(RepositoryName repository, UploadState state, boolean stalled) {
        return new Upload(
                UploadId.next(), repository, state, stalled, null, DIGEST, 13L, null, List.of(END), List.of());
    }
}
