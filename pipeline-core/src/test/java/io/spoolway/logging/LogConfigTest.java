package io.spoolway.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.config.InvalidSettingsException;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogConfigTest {
    @Test
    void logsForPeopleUnlessToldOtherwise() {
        LogConfig config = read(Map.of());

        assertThat(config.format()).isEqualTo(LogConfig.Format.TEXT);
        assertThat(config.level()).isEqualTo(Level.INFO);
        assertThat(config.node()).startsWith("linker@");
    }

    @Test
    void namesAreTakenInWhateverCase() {
        assertThat(read(Map.of("SPOOLWAY_LOG_FORMAT", "Json", "SPOOLWAY_LOG_LEVEL", "debug", "SPOOLWAY_NODE", "l7")))
                .isEqualTo(new LogConfig("linker", "l7", LogConfig.Format.JSON, Level.DEBUG));
    }

    @Test
    void unknownValuesAreToldWithTheOtherProblems() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() ->
                        Settings.read(Map.of("SPOOLWAY_LOG_FORMAT", "xml", "SPOOLWAY_LOG_LEVEL", "loud"), settings -> {
                            LogConfig.from(settings, "linker");
                            return settings.text(Setting.S3_BUCKET);
                        }))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(
                                "SPOOLWAY_LOG_FORMAT is \"xml\", but must be one of text, json",
                                "SPOOLWAY_LOG_LEVEL is \"loud\", but must be one of error, warn, info, debug, trace",
                                "SPOOLWAY_S3_BUCKET is not set: bucket that holds blobs and spool; it must exist"));
    }

    private static LogConfig read(Map<String, String> environment) {
        return Settings.read(environment, settings -> LogConfig.from(settings, "linker"));
    }
}
