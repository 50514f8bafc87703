package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.config.Settings;
import io.spoolway.service.ServiceMain;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Services;
import io.spoolway.testing.TestStack;
import io.spoolway.verifier.VerifierConfig;
import io.spoolway.verifier.VerifierService;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start that fails for good ends the process; it does not stay as one that is never ready. */
class FailedStartTest {
    private final LocalStack stack = TestStack.shared();

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAuditorWhoseStateDirectoryAnotherOneHasEnds() throws Exception {
        Path directory = TestStack.temporaryDirectory();
        Path lock = Files.createDirectories(directory.resolve(FoldStreams.APPLICATION_ID))
                .resolve(".lock");
        Map<String, String> settings = Services.settings(
                stack, Map.of("SPOOLWAY_AUDITOR_STATE_DIR", directory.toString(), "SPOOLWAY_HTTP_PORT", "0"));
        AuditorService[] started = new AuditorService[1];
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            int exit = ServiceMain.run("auditor", () -> {
                started[0] = AuditorService.start(Settings.read(settings, AuditorConfig::from));
                return started[0];
            });

            assertThat(exit).isEqualTo(1);
            assertThat(started[0].monitoring().health().ready()).isFalse();
            assertThat(started[0].monitoring().health().text()).startsWith("failed: ");
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aVerifierWhoseClientsCannotBeMadeEnds() throws Exception {
        Map<String, String> settings =
                Services.settings(stack, Map.of("SPOOLWAY_KAFKA_CLIENT_COMPRESSION_TYPE", "nonsense"));

        int exit =
                ServiceMain.run("verifier", () -> VerifierService.start(Settings.read(settings, VerifierConfig::from)));

        assertThat(exit).isEqualTo(1);
    }
}
