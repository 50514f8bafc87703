package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.auditor.fold.StateStores;
import io.spoolway.auditor.view.CountsQuery;
import io.spoolway.oci.RepositoryName;
import java.util.Set;

/** {@code GET /stats}: counts and latencies, of all repositories or of one. */
final class GetStats implements Handler {
    private static final int USUAL_MINUTES = 60;
    private static final int MOST_MINUTES = Math.toIntExact(StateStores.WINDOW_RETENTION.toMinutes());

    private final Answers answers;

    GetStats(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void handle(Context ctx) {
        CountsQuery query = Parameters.read(
                ctx,
                Set.of("repository", "minutes"),
                parameters -> new CountsQuery(
                        parameters.one("repository", RepositoryName::new),
                        parameters.number("minutes", 1, MOST_MINUTES, USUAL_MINUTES)));
        answers.give(ctx, view -> view.counts(query), Stats::of);
    }
}
