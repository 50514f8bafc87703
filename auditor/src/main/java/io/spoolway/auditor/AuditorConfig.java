package io.spoolway.auditor;

import io.spoolway.auditor.webhook.Endpoint;
import io.spoolway.auditor.webhook.Endpoints;
import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import io.spoolway.event.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an auditor is configured.
 *
 * @param node the name of this process in logs
 * @param httpPort 0 for any free one
 * @param advertised host:port at which other auditors reach this one; empty for host name and port
 * @param stateDir where it keeps its state
 * @param threads that fold events
 * @param retention how long an upload that has ended can be asked for
 * @param hold how long a step waits for the step before it
 * @param stalledAfter how long a completed upload may take to end
 * @param auditRetention how long records stay on {@code spoolway.audit}
 * @param webhooks the endpoints that the audit record is delivered to
 */
public record AuditorConfig(
        String node,
        KafkaConfig kafka,
        String httpHost,
        int httpPort,
        Optional<String> advertised,
        Path stateDir,
        int threads,
        Duration retention,
        Duration hold,
        Duration stalledAfter,
        Duration auditRetention,
        List<Endpoint> webhooks) {
    private static final int DEFAULT_PORT = 8080;

    /** Reads it; problems are collected in {@code settings}. */
    public static AuditorConfig from(Settings settings) {
        return new AuditorConfig(
                CommonConfig.node(settings, "auditor"),
                CommonConfig.kafka(settings),
                settings.text(Setting.HTTP_HOST),
                settings.number(Setting.HTTP_PORT, 0, 65_535, DEFAULT_PORT),
                text(settings, Setting.AUDITOR_ADVERTISED),
                Path.of(settings.text(Setting.AUDITOR_STATE_DIR)),
                settings.number(Setting.AUDITOR_THREADS, 1, 64),
                settings.duration(Setting.AUDITOR_RETENTION, Duration.ofSeconds(1)),
                settings.duration(Setting.AUDITOR_HOLD, Duration.ofSeconds(1)),
                settings.duration(Setting.STALLED_AFTER, Duration.ofSeconds(1)),
                settings.duration(Setting.AUDIT_RETENTION, Duration.ofHours(1)),
                webhooks(settings));
    }

    private static List<Endpoint> webhooks(Settings settings) {
        return text(settings, Setting.WEBHOOKS)
                .map(file -> settings.collected(List.<Endpoint>of(), () -> Endpoints.read(Path.of(file))))
                .orElse(List.of());
    }

    private static Optional<String> text(Settings settings, Setting setting) {
        return Optional.of(settings.text(setting)).filter(value -> !value.isEmpty());
    }
}
