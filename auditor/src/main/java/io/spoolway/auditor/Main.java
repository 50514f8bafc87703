package io.spoolway.auditor;

import io.spoolway.service.ServiceMain;
import java.util.Map;

/** Starts an auditor as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.getenv()));
    }

    /** Runs until SIGTERM; returns an exit code when it cannot start. */
    public static int run(Map<String, String> environment) {
        return ServiceMain.run("auditor", environment, AuditorConfig::from, AuditorService::start);
    }
}
