package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.view.RepositoryPage;
import io.spoolway.auditor.view.RepositoryQuery;
import io.spoolway.oci.RepositoryName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /repositories}: what happened in each since the beginning, by name. */
final class ListRepositories implements Handler {
    private final Answers answers;

    ListRepositories(Answers answers) {
        this.answers = answers;
    }

    /** @param next the URL of the page that follows; null when there is none */
    private record Listed(
            List<Repository> repositories, @Nullable String next) {}

    private record Repository(
            String repository, Map<String, Long> steps, long linked, long rejected, long failed, long bytes) {
        static Repository of(String name, Activity activity) {
            return new Repository(
                    name,
                    activity.steps(),
                    activity.count("blob.linked"),
                    activity.count("upload.rejected"),
                    activity.count("upload.failed"),
                    activity.bytes());
        }
    }

    @Override
    public void handle(Context ctx) {
        RepositoryQuery query = Parameters.read(
                ctx,
                Set.of("limit", "after"),
                parameters -> new RepositoryQuery(
                        parameters.number("limit", 1, ListUploads.MOST, ListUploads.USUAL),
                        parameters.one("after", RepositoryName::new)));
        answers.give(ctx, view -> view.repositories(query), page -> told(page, query));
    }

    private static Listed told(RepositoryPage page, RepositoryQuery query) {
        List<Repository> repositories = page.repositories().entrySet().stream()
                .map(entry -> Repository.of(entry.getKey(), entry.getValue()))
                .toList();
        String next = Optional.ofNullable(page.reached())
                .map(reached -> new RepositoryQuery(query.limit(), Optional.of(new RepositoryName(reached))).url())
                .orElse(null);
        return new Listed(repositories, next);
    }
}
