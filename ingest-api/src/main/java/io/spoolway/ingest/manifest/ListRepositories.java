package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;

/**
 * {@code GET /v2/_catalog}, with {@code n} and {@code last}: not in the OCI specification, but in that of Docker's registry. Each
 * repository costs a LIST, so there are never more than some in an answer.
 */
final class ListRepositories implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL = 100;
    private static final int MOST = 1000;

    private final RepositoryWalk repositories;

    ListRepositories(RepositoryWalk repositories) {
        this.repositories = repositories;
    }

    private record Catalog(List<String> repositories) {}

    @Override
    public void handle(Context ctx) throws JsonProcessingException {
        Page page = Page.of(ctx, USUAL, MOST);
        // one more tells whether there are more
        List<String> found = page.size() == 0
                ? List.of()
                : repositories.after(page.last()).limit(page.size() + 1L).toList();
        ctx.contentType("application/json").result(JSON.writeValueAsBytes(new Catalog(page.cut(ctx, found))));
    }
}
