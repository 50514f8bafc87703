package io.spoolway.auditor.view;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.util.Optional;

/** Remembers counts for a moment: every open page asks for the same ones each second. */
final class RememberingView implements AuditView {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final int MOST = 100;

    private final AuditView asked;
    private final LoadingCache<CountsQuery, Counts> counts;

    RememberingView(AuditView asked) {
        this.asked = asked;
        this.counts = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MOST)
                .build(asked::counts);
    }

    @Override
    public Optional<Upload> upload(UploadId id) {
        return asked.upload(id);
    }

    @Override
    public UploadPage uploads(UploadQuery query) {
        return asked.uploads(query);
    }

    @Override
    public RepositoryPage repositories(RepositoryQuery query) {
        return asked.repositories(query);
    }

    @Override
    public Counts counts(CountsQuery query) {
        return counts.get(query);
    }
}
