package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/<name>/tags/list}. */
class ListTagsTest {
    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();
    private final Images images = new Images(registry, repository);
    private final String path = "/v2/" + repository + "/tags/list";

    private void pushAll(String... tags) {
        ObjectNode image = images.image();
        for (String tag : tags) {
            images.push(tag, image);
        }
    }

    private static List<String> tags(HttpResponse<byte[]> answer) {
        return StreamSupport.stream(Images.parse(answer).path("tags").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void isSortedAsGoSortsTexts() {
        // "-" and "." are smaller than the slash that ends a name in the store
        pushAll("b", "a", "a-b", "a.b", "B", "_", "10", "9", "a0");

        HttpResponse<byte[]> answer = registry.get(path);

        assertThatAnswer(answer)
                .hasStatus(200)
                .hasHeader("Content-Type", "application/json")
                .hasNoHeader("Link");
        assertThat(Images.parse(answer).path("name").asText()).isEqualTo(repository);
        assertThat(tags(answer)).containsExactly("10", "9", "B", "_", "a", "a-b", "a.b", "a0", "b");
    }

    @ParameterizedTest(name = "{0} -> {1}, Link {2}")
    @CsvSource({
        "n=2, a b, n=2&last=b",
        "n=2&last=b, c d,",
        "n=2&last=a, b c, n=2&last=c",
        "n=4, a b c d,",
        "n=99999999999999999999, a b c d,",
        "last=b, c d,",
        "last=bb, c d,",
        "last=z, '',",
        "n=0, '',",
        "n=0&last=a, '',",
    })
    void givesAPart(String query, String expected, @Nullable String next) {
        pushAll("a", "b", "c", "d");

        HttpResponse<byte[]> answer = registry.get(path + "?" + query);

        assertThatAnswer(answer).hasStatus(200);
        assertThat(tags(answer)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        if (next == null) {
            assertThatAnswer(answer).hasNoHeader("Link");
        } else {
            assertThatAnswer(answer).hasHeader("Link", "<" + path + "?" + next + ">; rel=\"next\"");
        }
    }

    @Test
    void givesAllWhenTheLinksAreFollowed() {
        pushAll("a", "b", "c", "d", "e");
        List<String> found = new ArrayList<>();
        String next = path + "?n=2";
        while (next != null) {
            HttpResponse<byte[]> answer = registry.get(next);
            found.addAll(tags(answer));
            next = answer.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }

        assertThat(found).containsExactly("a", "b", "c", "d", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "+1"})
    void refusesANumberThatIsNone(String n) {
        pushAll("a");

        assertThatAnswer(registry.get(path + "?n=" + n)).isError(400, "UNSUPPORTED");
    }

    @Test
    void hasNoTagThatWasDeleted() {
        pushAll("a", "b");
        images.delete("a");

        assertThat(tags(registry.get(path))).containsExactly("b");
    }

    @Test
    void isEmptyForARepositoryOfBlobs() {
        registry.push(repository, Blobs.random(10));

        assertThat(tags(registry.get(path))).isEmpty();
    }

    @Test
    void isNotThereForARepositoryThatNeverWas() {
        assertThatAnswer(registry.get(path)).isError(404, "NAME_UNKNOWN");
        assertThatAnswer(registry.get(path + "?n=0")).isError(404, "NAME_UNKNOWN");
    }
}
