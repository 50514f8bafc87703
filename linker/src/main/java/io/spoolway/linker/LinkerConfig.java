package io.spoolway.linker;

import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import io.spoolway.work.WorkConfig;
import java.time.Duration;

/**
 * What a linker is configured with.
 *
 * @param uploadExpiry an upload without progress for so long is given up; no upload URL is good for longer
 * @param rejectedRetention how long the spool of a rejected upload is kept
 * @param janitorInterval the pause between two runs of the janitor; zero for none
 */
public record LinkerConfig(
        CommonConfig common,
        WorkConfig work,
        Duration uploadExpiry,
        Duration rejectedRetention,
        Duration janitorInterval) {
    /** The port for probes when none is set. */
    public static final int DEFAULT_PORT = 5002;

    /** Asks the settings for what a linker needs; problems are collected there. */
    public static LinkerConfig from(Settings settings) {
        return new LinkerConfig(
                CommonConfig.from(settings, LinkerService.NAME, DEFAULT_PORT),
                CommonConfig.work(settings, Setting.LINKER_CONSUMERS),
                settings.duration(Setting.UPLOAD_EXPIRY),
                settings.duration(Setting.REJECTED_RETENTION),
                settings.duration(Setting.JANITOR_INTERVAL));
    }
}
