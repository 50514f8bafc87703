package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.auditor.view.UploadPage;
import io.spoolway.auditor.view.UploadQuery;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /uploads}: those that were started last come first. */
final class ListUploads implements Handler {
    static final int USUAL = 50;
    static final int MOST = 1000;
    static final Set<String> PARAMETERS = Set.of("repository", "state", "stalled", "digest", "since", "limit", "after");

    private final Answers answers;

    ListUploads(Answers answers) {
        this.answers = answers;
    }

    /** @param next the URL of the page that follows; null when there is none */
    private record Listed(
            List<UploadStatus> uploads, @Nullable String next) {}

    @Override
    public void handle(Context ctx) {
        UploadQuery query = Parameters.read(ctx, PARAMETERS, ListUploads::query);
        answers.give(ctx, view -> view.uploads(query), page -> told(page, query));
    }

    static UploadQuery query(Parameters parameters) {
        return new UploadQuery(
                parameters.one("repository", RepositoryName::new),
                parameters.one("state", UploadState::labelled),
                parameters.flag("stalled"),
                parameters.one("digest", Digest::parse),
                parameters.time("since"),
                parameters.number("limit", 1, MOST, USUAL),
                parameters.one("after", UploadId::parse));
    }

    private static Listed told(UploadPage page, UploadQuery query) {
        UploadId reached = page.reached();
        return new Listed(
                page.uploads(), reached == null ? null : query.after(reached).url());
    }
}
