package io.spoolway.cli;

import io.spoolway.auditor.AuditorConfig;
import io.spoolway.auditor.AuditorService;
import io.spoolway.cli.audit.AuditCommand;
import io.spoolway.cli.audit.StatusCommand;
import io.spoolway.cli.push.PushCommand;
import io.spoolway.config.Settings;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.IngestService;
import io.spoolway.linker.LinkerConfig;
import io.spoolway.linker.LinkerService;
import io.spoolway.service.ServiceMain;
import io.spoolway.verifier.VerifierConfig;
import io.spoolway.verifier.VerifierService;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code spoolway} command. */
@Command(
        name = "spoolway",
        description = "Takes pushed blobs, spools them to object storage, verifies and links them through Kafka.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        subcommands = {
            UpCommand.class,
            PushCommand.class,
            AuditCommand.class,
            StatusCommand.class,
            PurgeCommand.class,
            HelpCommand.class
        })
public final class SpoolwayCommand {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean verbose;

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        SpoolwayCommand command = new SpoolwayCommand();
        PlainErrors errors = new PlainErrors(command);
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors);
    }

    boolean verbose() {
        return verbose;
    }

    @Command(
            name = "ingest-api",
            description =
                    "Step 1 as a process of its own: takes uploads over HTTP. Settings come from the environment.")
    int ingestApi(@Mixin ConfigOption config) {
        return service("ingest-api", config, IngestConfig::from, IngestService::start);
    }

    @Command(
            name = "verifier",
            description =
                    "Step 2 as a process of its own: hashes what was spooled. Settings come from the environment.")
    int verifier(@Mixin ConfigOption config) {
        return service("verifier", config, VerifierConfig::from, VerifierService::start);
    }

    @Command(
            name = "linker",
            description = "Step 3 as a process of its own: links verified bytes. Settings come from the environment.")
    int linker(@Mixin ConfigOption config) {
        return service("linker", config, LinkerConfig::from, LinkerService::start);
    }

    @Command(
            name = "auditor",
            description =
                    "Step 4 as a process of its own: tells what happened, to programs and on a page. Settings come from"
                            + " the environment.")
    int auditor(@Mixin ConfigOption config) {
        return service("auditor", config, AuditorConfig::from, AuditorService::start);
    }

    private static <C> int service(
            String name, ConfigOption config, Function<Settings, C> reader, ServiceMain.Starter<C> starter) {
        return ServiceMain.run(name, config.addTo(System.getenv()), reader, starter);
    }
}
