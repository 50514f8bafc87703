package io.spoolway.ingest;

import static io.spoolway.testing.AnswerAssert.assertThatAnswer;

import io.spoolway.oci.Digest;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are answered that give up soon, while nothing verifies what they push. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpatientClientsTest {
    private final IngestService node;
    private final Registry registry;
    private final byte[] blob = Blobs.random(1000);
    private final Digest digest = Registry.sha256(blob);

    ImpatientClientsTest() throws IOException {
        node = Services.ingest(
                Services.settings(TestStack.bare(), Map.of("SPOOLWAY_COMPLETION_WAIT_IMPATIENT", "100ms")));
        registry = Services.registry(node);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    /** The clients with that limit take 200, 201 and 204 for success; 201 would say that the blob can be read. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"containerd/1.6.20~ds1", "containerd/2.4.2", "docker/29.0.1 go/go1.25.3", "buildkit/v0.25.1"})
    void areAnswered204WithTheDigestWhenThePipelineTakesLonger(String userAgent) {
        assertThatAnswer(registry.put(
                        Registry.withDigest(registry.startUpload(Registry.newRepository()), digest),
                        blob,
                        "User-Agent",
                        userAgent))
                .hasStatus(204)
                .hasHeader("Docker-Content-Digest", digest.toString());
    }

    @ParameterizedTest(name = "Prefer: {0}")
    @ValueSource(strings = {"respond-async", "wait=0"})
    void areAnswered202WhenTheyPreferIt(String preference) {
        assertThatAnswer(registry.put(
                        Registry.withDigest(registry.startUpload(Registry.newRepository()), digest),
                        blob,
                        "User-Agent",
                        "containerd/2.4.2",
                        "Prefer",
                        preference))
                .hasStatus(202);
    }
}
