package io.spoolway.verifier;

import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import io.spoolway.work.WorkConfig;

/** What a verifier is configured with. */
public record VerifierConfig(CommonConfig common, WorkConfig work) {
    /** The port for probes when none is set. */
    public static final int DEFAULT_PORT = 5001;

    /** Asks the settings for what a verifier needs; problems are collected there. */
    public static VerifierConfig from(Settings settings) {
        return new VerifierConfig(
                CommonConfig.from(settings, VerifierService.NAME, DEFAULT_PORT),
                CommonConfig.work(settings, Setting.VERIFIER_CONSUMERS));
    }
}
