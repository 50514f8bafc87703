package io.spoolway.auditor.view;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.time.Duration;
import java.util.Optional;

/** Remembers counts and lists for a moment: every open page asks for the same ones every few seconds. */
final class RememberingView implements AuditView {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final Duration LIST_REMEMBERED = Duration.ofSeconds(2);
    private static final int MOST = 100;

    /** A list of the longest kind has 1,000; an upload is about 1 KiB. */
    private static final int MOST_LISTED = 10_000;

    private final AuditView asked;
    private final LoadingCache<CountsQuery, Counts> counts;
    private final LoadingCache<UploadQuery, UploadPage> lists;

    RememberingView(AuditView asked) {
        this.asked = asked;
        this.counts = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MOST)
                .build(asked::counts);
        this.lists = Caffeine.newBuilder()
                .expireAfterWrite(LIST_REMEMBERED)
                .maximumWeight(MOST_LISTED)
                .weigher((UploadQuery query, UploadPage page) ->
                        1 + page.uploads().size())
                .build(asked::uploads);
    }

    @Override
    public Optional<Upload> upload(UploadId id) {
        return asked.upload(id);
    }

    @Override
    public UploadPage uploads(UploadQuery query) {
        return lists.get(query);
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
