package io.spoolway.cli.audit;

import io.spoolway.cli.LogLevel;
import io.spoolway.cli.RepositoryConverter;
import io.spoolway.cli.UrlConverter;
import io.spoolway.config.Settings;
import io.spoolway.oci.RepositoryName;
import java.io.PrintWriter;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints the audit record. */
@Command(
        name = "audit",
        description = {
            "Prints what happened to uploads and in repositories, a line for each step: when, what, where, the blob and its size, how"
                    + " long the step waited and how long it took, the upload, and what else is known.",
            "The steps of an upload come in order, uploads in none.",
            "All that the auditor has, unless --since says otherwise; with --follow from now on.",
            "Exit code: 0 when done, 1 when the auditor cannot be asked, 2 for wrong usage."
        })
public final class AuditCommand implements Callable<Integer> {
    /** The auditor says something every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            converter = UrlConverter.class,
            description = "URL of the auditor; default ${DEFAULT-VALUE}.")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C; over broken connections too.")
    private boolean follow;

    @Option(
            names = "--repo",
            paramLabel = "NAME",
            converter = RepositoryConverter.class,
            description = "Only what happens in this repository.")
    private @Nullable RepositoryName repository;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "From this time on, such as 2026-11-24T13:00:00Z, or so long ago, such as 15m.")
    private @Nullable Instant since;

    @Option(names = "--json", description = "Print one CloudEvent a line (JSON); its subject is the upload id.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.ERROR.use();
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        new AuditStream(new Auditor(url, SILENCE), query(), follow, new AuditOutput(out, json), this::tell)
                .print(Thread::sleep);
        err.flush();
        return 0;
    }

    private void tell(String message) {
        if (spec != null) {
            spec.commandLine().getErr().println("spoolway audit: " + message);
            spec.commandLine().getErr().flush();
        }
    }

    private Map<String, String> query() {
        Map<String, String> query = new TreeMap<>(Map.of("follow", Boolean.toString(follow)));
        if (repository != null) {
            query.put("repository", repository.toString());
        }
        if (since != null) {
            query.put("since", since.toString());
        } else if (!follow) {
            query.put("since", Instant.EPOCH.toString());
        }
        return query;
    }

    /** Reads a time, or how long ago it was. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                return Settings.parseDuration(value)
                        .map(ago -> Instant.now().minus(ago))
                        .orElseGet(() -> Instant.parse(value));
            } catch (DateTimeException | ArithmeticException e) {
                throw new TypeConversionException(
                        "\"%s\" is neither a time such as 2026-11-24T13:00:00Z nor a duration such as 15m, 12h or 7d"
                                .formatted(value));
            }
        }
    }
}
