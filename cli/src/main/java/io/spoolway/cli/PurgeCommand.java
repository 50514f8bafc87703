package io.spoolway.cli;

import io.spoolway.config.Settings;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.KafkaEventPublisher;
import io.spoolway.event.Topics;
import io.spoolway.linker.Deed;
import io.spoolway.linker.Janitor;
import io.spoolway.linker.LinkerConfig;
import io.spoolway.linker.Retention;
import io.spoolway.service.Connections;
import io.spoolway.service.Monitoring;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectLister;
import io.spoolway.store.StoreException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One sweep of the janitor. */
@Command(
        name = "purge",
        description = {
            "Gives up uploads that nobody continues, and deletes what they and others left in the spool: what linkers do by"
                    + " themselves now and then. Uploads that were completed are never given up.",
            "Settings come from the environment; without any for a store, the one of './spoolway up' is meant, at its usual"
                    + " ports.",
            "Exit code: 0 when done, 1 when something could not be dealt with."
        })
final class PurgeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable SpoolwayCommand parent;

    @Mixin
    private ConfigOption configOption = new ConfigOption();

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Give up uploads without progress for so long, such as 12h; default SPOOLWAY_UPLOAD_EXPIRY, which"
                            + " is 7d unless it is set.")
    private @Nullable Duration olderThan;

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        (parent != null && parent.verbose() ? LogLevel.INFO : LogLevel.ERROR).use();
        LinkerConfig config =
                Settings.read(LocalSettings.orLocal(configOption.addTo(System.getenv())), LinkerConfig::from);
        try (Monitoring monitoring = new Monitoring();
                Connections connections = Connections.open(config.common(), monitoring)) {
            requireStore(connections.store());
            if (!dryRun) {
                requireBroker(connections.publisher(), config.common().kafka());
            }
            Janitor janitor = new Janitor(
                    connections.store(),
                    connections.publisher(),
                    Clock.systemUTC(),
                    Retention.of(config.uploadExpiry(), config.rejectedRetention()));
            return sweep(janitor, Optional.ofNullable(olderThan).orElse(config.uploadExpiry()));
        } catch (KafkaException e) {
            throw new CommandFailure("the Kafka client cannot be used: " + e.getMessage(), e);
        }
    }

    /** The janitor would leave every upload to the next sweep, and be long about it. */
    private static void requireStore(ObjectLister store) {
        try {
            store.anyBelow(StorageLayout.uploadShards().findFirst().orElseThrow());
        } catch (StoreException e) {
            throw new CommandFailure(e.getMessage() + ". Is it running, and are SPOOLWAY_S3_... or --config right?", e);
        }
    }

    /** Others are told of each upload that is given up, before it is deleted. */
    private static void requireBroker(KafkaEventPublisher publisher, KafkaConfig kafka) {
        Map<String, Object> impatient = Map.of("request.timeout.ms", 5_000, "default.api.timeout.ms", 10_000);
        try (Admin admin = Admin.create(kafka.client(impatient))) {
            publisher.prepare();
            Topics.ensure(admin, kafka, Topics.ofPipeline());
        } catch (BrokerUnavailableException e) {
            throw new CommandFailure(
                    "the broker %s does not answer: %s. Is it running, and is SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS right?"
                            .formatted(kafka.bootstrapServers(), e.getMessage()),
                    e);
        }
    }

    private int sweep(Janitor janitor, Duration expiry) throws InterruptedException {
        PrintWriter out = out();
        Janitor.Summary summary = janitor.sweep(expiry, dryRun, deed -> {
            out.println((dryRun ? "would have " : "") + deed);
            out.flush();
        });
        out.printf(
                "%d upload%s looked at, %s, %,d bytes %s%n",
                summary.examined(),
                summary.examined() == 1 ? "" : "s",
                summary.deeds().isEmpty() ? "nothing to do" : counts(summary),
                summary.bytes(),
                dryRun ? "would be freed" : "freed");
        out.flush();
        if (summary.failures() > 0) {
            throw new CommandFailure(
                    "%d uploads or parts of the spool could not be dealt with; --verbose shows why. Run it again."
                            .formatted(summary.failures()),
                    null);
        }
        return 0;
    }

    private static String counts(Janitor.Summary summary) {
        return summary.deeds().entrySet().stream()
                .map(count -> count.getValue() + " " + name(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String name(Deed.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec.commandLine().getOut();
    }
}
