package io.spoolway.testing;

import io.spoolway.auditor.AuditorConfig;
import io.spoolway.auditor.AuditorService;
import io.spoolway.config.Settings;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.IngestService;
import io.spoolway.linker.LinkerConfig;
import io.spoolway.linker.LinkerService;
import io.spoolway.service.StepService;
import io.spoolway.stack.LocalStack;
import io.spoolway.verifier.VerifierConfig;
import io.spoolway.verifier.VerifierService;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** More services on a stack, in this JVM; the receiver closes them. Each is ready when it is returned. */
public final class Services {
    private Services() {}

    /** The settings of the services of a stack, and others over them. */
    public static Map<String, String> settings(LocalStack stack, Map<String, String> others) throws IOException {
        Map<String, String> settings = stack.settings(0);
        settings.putAll(others);
        return settings;
    }

    /** The settings of the services of a stack, with the store behind a proxy. */
    public static Map<String, String> settings(LocalStack stack, PausableProxy store) throws IOException {
        return settings(stack, Map.of("SPOOLWAY_S3_ENDPOINT", store.endpoint().toString()));
    }

    public static IngestService ingest(Map<String, String> settings) {
        IngestService service = IngestService.start(Settings.read(settings, IngestConfig::from));
        Eventually.await().until(() -> service.monitoring().health().ready());
        return service;
    }

    public static StepService verifier(Map<String, String> settings) throws IOException {
        return ready(VerifierService.start(Settings.read(settings, VerifierConfig::from)));
    }

    public static StepService linker(Map<String, String> settings) throws IOException {
        return ready(LinkerService.start(Settings.read(settings, LinkerConfig::from)));
    }

    /** An auditor; all of a stack that run at the same time share the work. */
    public static AuditorService auditor(Map<String, String> settings) {
        AuditorService service = AuditorService.start(Settings.read(auditorSettings(settings), AuditorConfig::from));
        Eventually.await().until(() -> service.monitoring().health().ready());
        return service;
    }

    /** The same settings with a state directory that no other auditor has, unless they name one. */
    public static Map<String, String> auditorSettings(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent(
                "SPOOLWAY_AUDITOR_STATE_DIR", TestStack.temporaryDirectory().toString());
        return all;
    }

    private static StepService ready(StepService service) {
        Eventually.await().until(() -> service.monitoring().health().ready());
        return service;
    }

    /** A node as its clients see it. */
    public static Registry registry(IngestService service) {
        return new Registry(URI.create("http://127.0.0.1:" + service.port()));
    }
}
