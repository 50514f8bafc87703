package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts look at so many entries and find some of them; what the pages made of them show must not depend on that. */
class UploadPageTest {
    private static final RepositoryName WANTED = new RepositoryName("wanted");
    private static final int PARTS = 5;

    private final Random random = new Random(7);

    @ParameterizedTest(name = "{0} in a page, {0} looked at")
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void pagesShowEachUploadOnceAndInOrderHoweverLittleAPartLooksAt(int limit) {
        List<List<UploadStatus>> stored =
                IntStream.range(0, PARTS).mapToObj(part -> uploads()).toList();
        for (int lookedAt : List.of(1, 2, 5, 1000)) {
            List<UploadStatus> shown = new ArrayList<>();
            Optional<UploadId> after = Optional.empty();
            do {
                UploadPage page = page(stored, after, limit, lookedAt);
                assertThat(page.uploads()).hasSizeLessThanOrEqualTo(limit);
                shown.addAll(page.uploads());
                after = Optional.ofNullable(page.reached());
            } while (after.isPresent());

            assertThat(shown)
                    .isEqualTo(stored.stream()
                            .flatMap(List::stream)
                            .filter(upload -> upload.repository().equals(WANTED))
                            .sorted(Comparator.comparing(UploadStatus::uploadId).reversed())
                            .toList());
        }
    }

    private static UploadPage page(List<List<UploadStatus>> stored, Optional<UploadId> after, int limit, int lookedAt) {
        return UploadPage.merge(
                IntStream.range(0, PARTS)
                        .mapToObj(part -> part(part, stored.get(part), after, limit, lookedAt))
                        .toList(),
                limit);
    }

    private static UploadPage part(
            int part, List<UploadStatus> stored, Optional<UploadId> after, int limit, int lookedAt) {
        List<UploadStatus> rest = stored.stream()
                .filter(upload ->
                        after.filter(id -> upload.uploadId().compareTo(id) >= 0).isEmpty())
                .sorted(Comparator.comparing(UploadStatus::uploadId).reversed())
                .toList();
        List<UploadStatus> looked = rest.stream().limit(lookedAt).toList();
        List<UploadStatus> found = looked.stream()
                .filter(upload -> upload.repository().equals(WANTED))
                .limit(limit)
                .toList();
        UploadId reached = found.size() == limit
                ? found.getLast().uploadId()
                : looked.size() < rest.size() ? looked.getLast().uploadId() : null;
        return new UploadPage(Set.of(part), found, reached);
    }

    private List<UploadStatus> uploads() {
        return Stream.generate(this::upload).limit(random.nextInt(20)).toList();
    }

    private UploadStatus upload() {
        UploadId id = UploadId.next();
        return new UploadStatus(
                id,
                random.nextInt(3) == 0 ? WANTED : new RepositoryName("other"),
                UploadState.SPOOLING,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                id.startedAt(),
                id.startedAt(),
                null,
                null);
    }
}
