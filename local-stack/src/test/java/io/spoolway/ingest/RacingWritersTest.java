package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Race;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of two writers at one offset one wins; the other is told, and nothing of it is left in the blob. */
class RacingWritersTest {
    private static final int ROUNDS = 20;
    private static final int WRITERS = 4;

    private final Registry registry = new Registry(TestStack.shared().httpEndpoint());
    private final String repository = Registry.newRepository();

    @Test
    void oneOfManyWritersAtOneOffsetWinsEachTime() throws Exception {
        try (SecondNode second = SecondNode.of(TestStack.shared())) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            URI upload = registry.startUpload(repository);
            for (int round = 0; round < ROUNDS; round++) {
                URI url = upload;
                List<byte[]> chunks = IntStream.range(0, WRITERS)
                        .mapToObj(i -> Blobs.random(1000))
                        .toList();

                List<HttpResponse<byte[]>> answers =
                        Race.of(WRITERS, i -> registry.patch(i % 2 == 0 ? url : second.here(url), chunks.get(i)));

                int winner = winner(answers);
                expected.writeBytes(chunks.get(winner));
                for (int i = 0; i < WRITERS; i++) {
                    assertThatAnswer(answers.get(i)).goesOnAt(expected.size());
                    if (i != winner) {
                        assertThatAnswer(answers.get(i)).isError(416, "BLOB_UPLOAD_INVALID");
                    }
                }
                // the loser's URL is as good as the winner's
                upload = registry.location(answers.get((winner + round) % WRITERS));
            }
            byte[] blob = expected.toByteArray();
            Digest digest = Registry.sha256(blob);
            assertThatAnswer(registry.put(Registry.withDigest(upload, digest), new byte[0]))
                    .isCreated(Registry.blobPath(repository, digest));
            assertThatAnswer(registry.get(Registry.blobPath(repository, digest)))
                    .hasStatus(200)
                    .hasBody(blob);
        }
    }

    /** One wins; another only if it came so late that the first has come to its end, and then as an upload of its own. */
    @Test
    void noneOfManyCompletionsGetsTheBytesOfAnother() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            URI upload = registry.startUpload(repository);
            List<byte[]> blobs = IntStream.range(0, WRITERS)
                    .mapToObj(i -> Blobs.random(1000))
                    .toList();

            List<HttpResponse<byte[]>> answers = Race.of(
                    WRITERS,
                    i -> registry.put(Registry.withDigest(upload, Registry.sha256(blobs.get(i))), blobs.get(i)));

            assertThat(answers).extracting(HttpResponse::statusCode).contains(201);
            for (int i = 0; i < WRITERS; i++) {
                HttpResponse<byte[]> answer = answers.get(i);
                HttpResponse<byte[]> read = registry.get(Registry.blobPath(repository, Registry.sha256(blobs.get(i))));
                switch (answer.statusCode()) {
                    case 201 -> assertThatAnswer(read).hasStatus(200).hasBody(blobs.get(i));
                    // it was completed by another
                    case 400 -> assertThatAnswer(answer).isError(400, "BLOB_UPLOAD_INVALID");
                    // which has come to its end since
                    default -> assertThatAnswer(answer).isError(404, "BLOB_UPLOAD_UNKNOWN");
                }
                if (answer.statusCode() != 201) {
                    assertThatAnswer(read).hasStatus(404);
                }
            }
        }
    }

    private static int winner(List<HttpResponse<byte[]>> answers) {
        List<Integer> winners = IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).statusCode() == 202)
                .boxed()
                .toList();
        assertThat(winners).as(() -> "winners of " + answers).hasSize(1);
        return winners.getFirst();
    }
}
