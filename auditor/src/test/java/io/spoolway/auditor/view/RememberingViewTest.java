package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.spool.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many who ask for the same list at about the same time make one scan. */
class RememberingViewTest {
    private final List<UploadQuery> scanned = new ArrayList<>();
    private final AuditView view = new RememberingView(new Scanned());

    @Test
    void looksOnceForAListThatIsAskedForAgainAtOnceAndAgainForAnother() {
        UploadQuery rejected = query(UploadState.REJECTED);
        UploadQuery failed = query(UploadState.FAILED);

        for (int page = 0; page < 5; page++) {
            assertThat(view.uploads(rejected).partitions()).containsExactly(0);
        }
        view.uploads(failed);

        // more than one is a machine that stood still for two seconds
        assertThat(scanned).startsWith(rejected).endsWith(failed).hasSizeLessThan(5);
    }

    private static UploadQuery query(UploadState state) {
        return new UploadQuery(
                Optional.empty(),
                Optional.of(state),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                10,
                Optional.empty());
    }

    private final class Scanned implements AuditView {
        @Override
        public Optional<Upload> upload(UploadId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UploadPage uploads(UploadQuery query) {
            scanned.add(query);
            return new UploadPage(Set.of(0), List.of(), null);
        }

        @Override
        public RepositoryPage repositories(RepositoryQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Counts counts(CountsQuery query) {
            throw new UnsupportedOperationException();
        }
    }
}
