package io.spoolway.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives up uploads that nobody continues, and deletes what they left. */
@Command(
        name = "purge",
        description = "Gives up uploads that nobody continues, and deletes what they left in the spool.")
final class PurgeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Touch no upload that had progress within this time; default 7d.")
    private Duration olderThan = Duration.ofDays(7);

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() {
        throw new CommandFailure(
                "not there yet " + config.addTo(System.getenv()).size() + olderThan + dryRun, null);
    }
}
