package io.spoolway.logging;

import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import org.slf4j.event.Level;

/**
 * How a process logs.
 *
 * @param service what kind of process it is
 * @param node its name among its like
 * @param level what is logged: this and what is worse
 */
public record LogConfig(String service, String node, Format format, Level level) {
    /** How a line is written. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line, with the fields of the Elastic Common Schema. */
        JSON
    }

    /** Reads it; problems are collected in {@code settings}. */
    public static LogConfig from(Settings settings, String service) {
        return new LogConfig(
                service,
                CommonConfig.node(settings, service),
                settings.choice(Setting.LOG_FORMAT, Format.class),
                settings.choice(Setting.LOG_LEVEL, Level.class));
    }
}
