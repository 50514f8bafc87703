package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.config.Settings;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.IngestService;
import io.spoolway.service.RunningService;
import io.spoolway.service.ServiceMain;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.ServiceProcess;
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

    /** Only who makes a client finds out. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void servicesWhoseClientsCannotBeMadeEndAsThoseWithOtherSettingsThatCannotBeUsed() throws Exception {
        Map<String, String> settings = Services.settings(
                stack,
                Map.of(
                        "SPOOLWAY_HTTP_PORT", "0",
                        "SPOOLWAY_KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL",
                        "SPOOLWAY_KAFKA_CLIENT_SSL_TRUSTSTORE_LOCATION", "/no/such.jks"));
        RunningService[] started = new RunningService[1];

        assertThat(ServiceMain.run(
                        "verifier",
                        () -> started[0] = VerifierService.start(Settings.read(settings, VerifierConfig::from))))
                .isEqualTo(ServiceMain.EXIT_CONFIG);
        assertThat(started[0].monitoring().health().text())
                .startsWith("failed: 1 problem in the settings")
                .contains("SPOOLWAY_KAFKA_CLIENT_", "/no/such.jks");
        assertThat(ServiceMain.run(
                        "auditor",
                        () -> AuditorService.start(
                                Settings.read(Services.auditorSettings(settings), AuditorConfig::from))))
                .isEqualTo(ServiceMain.EXIT_CONFIG);
        assertThat(ServiceMain.run(
                        "ingest-api", () -> IngestService.start(Settings.read(settings, IngestConfig::from))))
                .isEqualTo(ServiceMain.EXIT_CONFIG);
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aVerifierWhoseShareConsumersTakeLessThanItsOtherClientsEnds() throws Exception {
        Map<String, String> settings = Services.settings(
                stack, Map.of("SPOOLWAY_HTTP_PORT", "0", "SPOOLWAY_KAFKA_CLIENT_ISOLATION_LEVEL", "read_committed"));

        assertThat(ServiceMain.run(
                        "verifier", () -> VerifierService.start(Settings.read(settings, VerifierConfig::from))))
                .isEqualTo(ServiceMain.EXIT_CONFIG);
    }

    @Test
    void aPropertyThatIsWrongByItselfIsToldWithAllOtherProblems() throws Exception {
        Map<String, String> settings = Services.settings(
                stack, Map.of("SPOOLWAY_S3_BUCKET", "", "SPOOLWAY_KAFKA_CLIENT_COMPRESSION_TYPE", "nonsense"));

        try (ServiceProcess verifier = ServiceProcess.start(ServiceProcess.Service.VERIFIER, settings, "256m")) {
            assertThat(verifier.exitCode()).isEqualTo(ServiceMain.EXIT_CONFIG);
            assertThat(verifier.output())
                    .contains(
                            "2 problems in the settings",
                            "SPOOLWAY_S3_BUCKET",
                            "SPOOLWAY_KAFKA_CLIENT_COMPRESSION_TYPE");
        }
    }
}
