package io.spoolway.stack;

import io.spoolway.auditor.AuditorConfig;
import io.spoolway.auditor.AuditorService;
import io.spoolway.config.Settings;
import io.spoolway.ingest.IngestConfig;
import io.spoolway.ingest.IngestService;
import io.spoolway.linker.LinkerConfig;
import io.spoolway.linker.LinkerService;
import io.spoolway.service.Monitoring;
import io.spoolway.verifier.VerifierConfig;
import io.spoolway.verifier.VerifierService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A real broker, a real S3 server and the services, in this JVM and on 127.0.0.1: the pipeline without anything to install. */
public final class LocalStack implements AutoCloseable {
    private static final String SECRET_FILE = "state-secret";
    private static final String LOOPBACK = "127.0.0.1";

    private final LocalStackConfig config;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Monitoring> services = new ArrayList<>();
    private String bootstrapServers;
    private URI s3Endpoint;
    private URI httpEndpoint;
    private final URI auditorEndpoint;

    private LocalStack(LocalStackConfig config) throws IOException {
        this.config = config;
        this.bootstrapServers = LOOPBACK + ":" + config.kafkaPort();
        this.s3Endpoint = URI.create("http://%s:%d".formatted(LOOPBACK, config.s3Port()));
        this.httpEndpoint = URI.create("http://%s:%d".formatted(LOOPBACK, config.httpPort()));
        this.auditorEndpoint = URI.create("http://%s:%d".formatted(LOOPBACK, auditorPort(config)));
    }

    /** Known before anything is started: ingest-api leads clients to the auditor, which starts last. */
    private static int auditorPort(LocalStackConfig config) throws IOException {
        if (config.auditorPort() != 0 || !config.only().contains(Component.AUDITOR)) {
            return config.auditorPort();
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /**
     * Starts what is configured. Services may still be connecting when it returns: see {@link #awaitReady}.
     *
     * @throws IOException when a port is taken or the data directory cannot be used; nothing is left running
     */
    public static LocalStack start(LocalStackConfig config) throws IOException {
        LocalStack stack = new LocalStack(config);
        try {
            for (Component component : Component.values()) {
                if (config.only().contains(component)) {
                    stack.start(component);
                }
            }
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /**
     * What is wrong with the settings of the services that are to be started, of all of them; looked at without starting anything.
     * Where broker and store are, and the secret, which lies in the data directory, are not known then, and are right.
     */
    public static List<String> problems(LocalStackConfig config) {
        Map<String, String> known = new HashMap<>(Map.of(
                "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", LOOPBACK + ":1",
                "SPOOLWAY_S3_ENDPOINT", "http://" + LOOPBACK));
        known.putAll(settings(config, 0, UUID.randomUUID().toString()));
        return Arrays.stream(Component.values())
                .filter(config.only()::contains)
                .flatMap(component -> reader(component).stream())
                .flatMap(reader -> Settings.problems(known, reader).stream())
                .distinct()
                .toList();
    }

    private static Optional<Function<Settings, ?>> reader(Component component) {
        return switch (component) {
            case KAFKA, S3 -> Optional.empty();
            case INGEST_API -> Optional.of(IngestConfig::from);
            case VERIFIER -> Optional.of(VerifierConfig::from);
            case LINKER -> Optional.of(LinkerConfig::from);
            case AUDITOR -> Optional.of(AuditorConfig::from);
        };
    }

    private void start(Component component) throws IOException {
        switch (component) {
            case KAFKA -> {
                KafkaBroker broker = keep(KafkaBroker.start(config.dataDir().resolve("kafka"), config.kafkaPort()));
                bootstrapServers = broker.bootstrapServers();
            }
            case S3 -> {
                S3Server server = keep(S3Server.start(config.dataDir().resolve("s3"), config.s3Port()));
                s3Endpoint = server.endpoint();
            }
            case INGEST_API -> {
                IngestService service =
                        keep(IngestService.start(Settings.read(settings(config.httpPort()), IngestConfig::from)));
                httpEndpoint = URI.create("http://%s:%d".formatted(LOOPBACK, service.port()));
                services.add(service.monitoring());
            }
            case VERIFIER ->
                services.add(keep(VerifierService.start(Settings.read(settings(0), VerifierConfig::from)))
                        .monitoring());
            case LINKER ->
                services.add(keep(LinkerService.start(Settings.read(settings(0), LinkerConfig::from)))
                        .monitoring());
            case AUDITOR ->
                services.add(keep(AuditorService.start(Settings.read(auditorSettings(), AuditorConfig::from)))
                        .monitoring());
        }
    }

    /** Others that are started with {@link #settings} beside it have a state directory and an address of their own. */
    private Map<String, String> auditorSettings() throws IOException {
        Map<String, String> settings = settings(auditorEndpoint.getPort());
        settings.putIfAbsent(
                "SPOOLWAY_AUDITOR_STATE_DIR",
                config.dataDir().resolve("auditor").toString());
        settings.putIfAbsent("SPOOLWAY_AUDITOR_ADVERTISED", auditorEndpoint.getAuthority());
        return settings;
    }

    private <T extends AutoCloseable> T keep(T component) {
        started.push(component);
        return component;
    }

    /** The settings that a service of this stack has, as environment variables: to run more of them in other processes. */
    public Map<String, String> settings(int httpPort) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        settings.put("SPOOLWAY_S3_ENDPOINT", s3Endpoint.toString());
        if (config.only().contains(Component.AUDITOR)) {
            settings.put("SPOOLWAY_AUDITOR_URL", auditorEndpoint.toString());
        }
        settings.putAll(settings(config, httpPort, stateSecret(config.dataDir().resolve(SECRET_FILE))));
        return settings;
    }

    /** Without those that are known only when the stack starts. */
    private static Map<String, String> settings(LocalStackConfig config, int httpPort, String secret) {
        S3Credentials credentials = S3Credentials.defaults();
        Map<String, String> settings = new HashMap<>();
        settings.put("SPOOLWAY_S3_REGION", credentials.region());
        settings.put("SPOOLWAY_S3_BUCKET", credentials.bucket());
        settings.put("SPOOLWAY_S3_ACCESS_KEY", credentials.accessKey());
        settings.put("SPOOLWAY_S3_SECRET_KEY", credentials.secretKey());
        settings.put("SPOOLWAY_STATE_SECRET", secret);
        settings.putAll(config.settings());
        settings.put("SPOOLWAY_HTTP_HOST", LOOPBACK);
        settings.put("SPOOLWAY_HTTP_PORT", Integer.toString(httpPort));
        return settings;
    }

    /** Kept with the data, so that upload URLs survive a restart. */
    private static String stateSecret(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.notExists(file)) {
            Files.writeString(file, UUID.randomUUID() + "-" + UUID.randomUUID());
        }
        return Files.readString(file);
    }

    /**
     * Waits until all services can do their work.
     *
     * @throws TimeoutException with what is missing
     * @throws RuntimeException why one of them can never work
     */
    public void awaitReady(Duration limit) throws InterruptedException, TimeoutException {
        Instant until = Instant.now().plus(limit);
        for (Monitoring service : services) {
            while (!service.health().ready()) {
                Optional<RuntimeException> failure = service.failure();
                if (failure.isPresent()) {
                    throw failure.get();
                }
                if (Instant.now().isAfter(until)) {
                    throw new TimeoutException(service.health().text());
                }
                Thread.sleep(20);
            }
        }
    }

    /** Where clients push to and pull from. */
    public URI httpEndpoint() {
        return httpEndpoint;
    }

    /** Where people and programs ask what happened, if the auditor is started here. */
    public URI auditorEndpoint() {
        return auditorEndpoint;
    }

    /** Where the broker is. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where the store is. */
    public URI s3Endpoint() {
        return s3Endpoint;
    }

    /** The services that run in this JVM: their meters and their readiness. */
    public List<Monitoring> services() {
        return List.copyOf(services);
    }

    /** Stops everything, the last started first; goes on whatever fails. */
    @Override
    public void close() throws IOException {
        IOException failure = new IOException("the local stack did not stop cleanly");
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
