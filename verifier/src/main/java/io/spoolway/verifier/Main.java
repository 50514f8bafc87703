package io.spoolway.verifier;

import io.spoolway.service.ServiceMain;

/** A verifier as a process of its own; it is configured by its environment. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(
                ServiceMain.run(VerifierService.NAME, System.getenv(), VerifierConfig::from, VerifierService::start));
    }
}
