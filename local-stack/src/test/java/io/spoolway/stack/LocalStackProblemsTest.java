package io.spoolway.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackProblemsTest {
    private static final Map<String, String> WRONG = Map.of(
            "SPOOLWAY_CHUNK_SIZE", "large",
            "SPOOLWAY_VERIFIER_CONSUMERS", "0",
            "SPOOLWAY_REJECTED_RETENTION", "long",
            "SPOOLWAY_WEBHOOKS", "/no/such/file",
            "SPOOLWAY_TYPO", "1");

    @TempDir
    private Path directory;

    @Test
    void ofAllServicesAreFoundOnceAndBeforeAnythingIsStarted() {
        assertThat(problems(Component.all(), WRONG)).hasSize(5);
        assertThat(problems(Component.all(), Map.of())).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void ofServicesThatAreNotStartedAreLeftAlone() {
        assertThat(problems(EnumSet.of(Component.KAFKA, Component.S3), WRONG)).isEmpty();
        assertThat(problems(
                        EnumSet.of(Component.LINKER),
                        Map.of("SPOOLWAY_CHUNK_SIZE", "large", "SPOOLWAY_REJECTED_RETENTION", "long")))
                .singleElement()
                .asString()
                .startsWith("SPOOLWAY_REJECTED_RETENTION");
    }

    private List<String> problems(Set<Component> only, Map<String, String> settings) {
        return LocalStack.problems(new LocalStackConfig(directory, 0, 0, 0, 0, only, settings));
    }
}
