package io.spoolway.ingest;

import io.spoolway.service.ServiceMain;
import java.util.Map;

/** Starts ingest-api as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.getenv()));
    }

    /** Runs until SIGTERM; returns an exit code when it cannot start. */
    public static int run(Map<String, String> environment) {
        return ServiceMain.run("ingest-api", environment, IngestConfig::from, IngestService::start);
    }
}
