package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Images;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/_catalog}. */
class ListRepositoriesTest {
    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());

    /** Other tests have repositories too: these are below a name of their own. */
    private final String root = Registry.newRepository();

    private static List<String> names(HttpResponse<byte[]> answer) {
        assertThatAnswer(answer).hasStatus(200).hasHeader("Content-Type", "application/json");
        return StreamSupport.stream(Images.parse(answer).path("repositories").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String next(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Link")
                .map(link -> link.substring(1, link.indexOf('>')))
                .orElse("");
    }

    private List<String> ours(List<String> names) {
        return names.stream().filter(name -> name.startsWith(root)).toList();
    }

    @Test
    void findsEachRepositoryOnceHoweverDeepByFollowingTheLinks() {
        byte[] blob = Blobs.random(10);
        List<String> inOrder =
                List.of(root, root + "/a/b/c", root + "/a/b/c/d", root + "/a/x", root + "/a-b", root + "/b");
        Digest digest = registry.push(root, blob);
        inOrder.reversed()
                .forEach(name -> registry.post(
                        "/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(name, digest, root), new byte[0]));
        List<String> found = new ArrayList<>();
        String url = "/v2/_catalog?n=2";
        while (!url.isEmpty()) {
            HttpResponse<byte[]> answer = registry.get(url);
            assertThat(names(answer)).hasSizeBetween(1, 2);
            found.addAll(names(answer));
            url = next(answer);
        }

        assertThat(ours(found)).isEqualTo(inOrder);
        assertThat(found).doesNotHaveDuplicates();
    }

    @Test
    void beginsBehindAnyName() {
        Digest digest = registry.push(root + "/b", Blobs.random(10));
        String last = root + "/b/c";
        registry.post("/v2/%s/blobs/uploads/?mount=%s".formatted(last, digest), new byte[0]);

        assertThat(names(registry.get("/v2/_catalog?n=1&last=" + root))).containsExactly(root + "/b");
        assertThat(names(registry.get("/v2/_catalog?n=1&last=" + root + "/a/nothing/there")))
                .containsExactly(root + "/b");
        assertThat(names(registry.get("/v2/_catalog?n=1&last=" + root + "/b"))).containsExactly(last);
        assertThat(ours(names(registry.get("/v2/_catalog?last=" + last)))).isEmpty();
    }

    @Test
    void isEmptyWhenNothingIsAskedFor() {
        registry.push(root, Blobs.random(10));
        HttpResponse<byte[]> answer = registry.get("/v2/_catalog?n=0");

        assertThat(names(answer)).isEmpty();
        assertThatAnswer(answer).hasNoHeader("Link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x"})
    void refusesANumberThatIsNone(String n) {
        assertThatAnswer(registry.get("/v2/_catalog?n=" + n)).isError(400, "UNSUPPORTED");
    }
}
