package io.spoolway.linker;

import io.spoolway.service.ServiceMain;

/** A linker as a process of its own; it is configured by its environment. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run(LinkerService.NAME, System.getenv(), LinkerConfig::from, LinkerService::start));
    }
}
