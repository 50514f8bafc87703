package io.spoolway.cli;

import io.spoolway.cli.PortCheck.Port;
import io.spoolway.config.InvalidSettingsException;
import io.spoolway.config.Settings;
import io.spoolway.fault.Causes;
import io.spoolway.fault.FileFaults;
import io.spoolway.logging.LogConfig;
import io.spoolway.logging.Logging;
import io.spoolway.service.TraceExport;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.stack.LocalStackConfig;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs the whole pipeline, broker and object store included, until it is stopped. */
@Command(
        name = "up",
        description = {
            "Runs everything in this process: a Kafka broker, an S3 server on the file system, and the services.",
            "The services take SPOOLWAY_ settings in the environment, but for where they listen, and where a broker and a store are"
                    + " that are started here.",
            "Listens on 127.0.0.1. Ctrl-C or SIGTERM stops it; what it holds stays in the data directory."
        })
final class UpCommand implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where broker and store keep what they hold; default ${DEFAULT-VALUE}.")
    private Path dataDir = Path.of("spoolway-data");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the registry API; default ${DEFAULT-VALUE}, 0 for any free one.")
    private int httpPort = 5000;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "Port of the broker; default ${DEFAULT-VALUE}.")
    private int kafkaPort = 9092;

    @Option(
            names = "--s3-port",
            paramLabel = "PORT",
            description = "Port of the object store; default ${DEFAULT-VALUE}.")
    private int s3Port = 9000;

    @Option(
            names = "--auditor-port",
            paramLabel = "PORT",
            description = "Port of the auditor and its page; default ${DEFAULT-VALUE}.")
    private int auditorPort = 8080;

    @Option(
            names = "--only",
            paramLabel = "COMPONENT",
            split = ",",
            converter = ComponentConverter.class,
            description =
                    "Start only these: kafka, s3, ingest-api, verifier, linker, auditor. The others are expected at the"
                            + " same ports of this machine.")
    private List<Component> only = List.of(Component.values());

    @Override
    public Integer call() throws Exception {
        LocalStackConfig config = config();
        List<Port> ports = ports(config);
        PortCheck.clash(ports).ifPresent(clash -> {
            throw new ParameterException(spec().commandLine(), clash);
        });
        requireUsable(System.getenv(), config);
        PortCheck.requireFree(ports);
        Logging.use(Settings.read(System.getenv(), UpCommand::log));
        TraceExport traces = TraceExport.start(Settings.read(System.getenv(), Settings::openTelemetry), "spoolway");
        PrintWriter out = spec().commandLine().getOut();
        out.printf("starting %s, data in %s%n", names(config.only()), config.dataDir());
        out.flush();

        UpBanner banner = new UpBanner(config);
        LocalStack stack = start(config);
        CleanStop stop = CleanStop.onShutdown(() -> {
            try (traces) {
                stack.close();
            }
        });
        try {
            stack.awaitReady(READY_WITHIN);
        } catch (Exception e) {
            if (!stop.closeAfterFailure()) {
                awaitEndOfProcess();
            }
            throw new CommandFailure("the stack did not become ready: " + e.getMessage(), e);
        }
        banner.print(stack, out);
        awaitEndOfProcess();
        return 0;
    }

    private static LogConfig log(Settings settings) {
        return LogConfig.from(settings, "spoolway");
    }

    /** All settings of all that is to be started, so that nothing is started in vain, and all problems are told together. */
    private static void requireUsable(Map<String, String> environment, LocalStackConfig config) {
        List<String> problems = Stream.of(
                        Settings.problems(environment, UpCommand::log),
                        Settings.problems(environment, Settings::openTelemetry),
                        LocalStack.problems(config))
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private LocalStackConfig config() {
        for (int port : List.of(httpPort, kafkaPort, s3Port, auditorPort)) {
            if (port < 0 || port > 65_535) {
                throw new ParameterException(spec().commandLine(), port + " is no port: 0 to 65535");
            }
        }
        Set<Component> components = Set.copyOf(only);
        return new LocalStackConfig(
                dataDir.toAbsolutePath().normalize(),
                httpPort,
                kafkaPort,
                s3Port,
                auditorPort,
                components,
                LocalSettings.ofServices(System.getenv(), components));
    }

    private static List<Port> ports(LocalStackConfig config) {
        return config.only().stream()
                .sorted()
                .flatMap(component -> switch (component) {
                    case KAFKA -> List.of(new Port("the broker", "--kafka-port", config.kafkaPort())).stream();
                    case S3 -> List.of(new Port("the object store", "--s3-port", config.s3Port())).stream();
                    case INGEST_API -> List.of(new Port("the registry API", "--port", config.httpPort())).stream();
                    case AUDITOR -> List.of(new Port("the auditor", "--auditor-port", config.auditorPort())).stream();
                    case VERIFIER, LINKER -> List.<Port>of().stream();
                })
                .toList();
    }

    private static LocalStack start(LocalStackConfig config) {
        try {
            return LocalStack.start(config);
        } catch (Exception e) {
            throw new CommandFailure(told(e, config.dataDir()), e);
        }
    }

    private static String told(Exception e, Path dataDir) {
        Optional<FileSystemException> file = Causes.first(e, FileSystemException.class);
        if (file.isPresent()) {
            return FileFaults.unwritable(dataDir, file.get()) + "; choose another folder with --data-dir";
        }
        String hint = Causes.first(e, BindException.class).isPresent()
                ? "; choose other ports with --port, --kafka-port, --s3-port, --auditor-port"
                : "";
        return "the stack could not be started: " + e.getMessage() + hint;
    }

    /** The hook that stops the stack also ends the process. */
    private static void awaitEndOfProcess() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static String names(Set<Component> components) {
        return components.stream().sorted().map(Component::label).collect(Collectors.joining(", "));
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }

    /** Reads the name of a component as the command line writes it. */
    static final class ComponentConverter implements ITypeConverter<Component> {
        @Override
        public Component convert(String value) {
            try {
                return Component.named(value.strip());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
