package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import java.util.List;

/** {@code GET /v2/<name>/tags/list} ("Listing Tags"), with {@code n} and {@code last}. */
final class ListTags implements Handler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tags tags;
    private final BlobLinks links;

    ListTags(Tags tags, BlobLinks links) {
        this.tags = tags;
        this.links = links;
    }

    private record TagList(String name, List<String> tags) {}

    @Override
    public void handle(Context ctx) throws JsonProcessingException {
        RepositoryName repository = RequestHeaders.repository(ctx);
        Page page = Page.of(ctx, Integer.MAX_VALUE, Integer.MAX_VALUE);
        List<Tag> all = tags.all(repository);
        if (all.isEmpty() && !links.exists(repository)) {
            throw OciError.NAME_UNKNOWN.because("there is no repository " + repository);
        }
        List<String> behind = all.stream()
                .map(Tag::value)
                .filter(tag -> page.last().map(last -> tag.compareTo(last) > 0).orElse(true))
                .toList();
        ctx.contentType("application/json")
                .result(JSON.writeValueAsBytes(new TagList(repository.value(), page.cut(ctx, behind))));
    }
}
