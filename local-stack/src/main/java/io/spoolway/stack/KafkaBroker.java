package io.spoolway.stack;

import static io.spoolway.stack.BrokerConfiguration.CLIENTS;
import static io.spoolway.stack.BrokerConfiguration.CONTROLLER;
import static io.spoolway.stack.BrokerConfiguration.NODE_ID;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A Kafka broker in this JVM: one node that is broker and KRaft controller, listening on 127.0.0.1 only.
 *
 * <p>Topics are not created by using them. How long a topic keeps its records is the topic's own configuration. A share
 * group may choose among wider limits than a broker has by default ({@link BrokerConfiguration}).
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaBroker.class);

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final DirectoryLock lock;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String bootstrapServers;
    private final String controllers;

    private KafkaBroker(
            DirectoryLock lock,
            ControllerServer controller,
            BrokerServer broker,
            String bootstrapServers,
            String controllers) {
        this.lock = lock;
        this.controller = controller;
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
        this.controllers = controllers;
    }

    /**
     * Starts a broker that keeps its records in a directory, and returns when it serves clients.
     *
     * @param dataDir created and formatted if it is not; one broker at a time may use it
     * @param port where clients connect; 0 chooses a free one
     * @throws IOException if the directory cannot be used, the port is taken, or the broker is not up after a minute
     */
    public static KafkaBroker start(Path dataDir, int port) throws IOException {
        // Kafka's own lock comes too late: by then a second controller has written to the metadata of the first.
        DirectoryLock lock = DirectoryLock.take(dataDir);
        BoundListeners listeners = new BoundListeners();
        try {
            format(dataDir);
            KafkaBroker broker = assemble(lock, listeners, dataDir, port);
            broker.startUp();
            return broker;
        } catch (IOException | RuntimeException e) {
            listeners.close();
            lock.close();
            throw e;
        }
    }

    /** What a client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where the controller listens, as {@code host:port}: on another port after each start. */
    String controller() {
        return controllers;
    }

    /**
     * Stops the broker. When that takes more than half a minute, it is left, with its directory locked, to the end of
     * the JVM.
     */
    @Override
    public void close() throws IOException {
        if (shutDown()) {
            lock.close();
        }
    }

    private static void format(Path dataDir) throws IOException {
        // Written last, and at once, by the formatter.
        if (Files.exists(dataDir.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(dataDir.toString())
                    .addDirectory(dataDir.toString())
                    .run();
        } catch (Exception e) {
            throw new IOException("cannot format " + dataDir + " for Kafka", e);
        }
    }

    /** What {@link KafkaRaftServer} does, but with sockets that are bound already, and faults that spare the JVM. */
    private static KafkaBroker assemble(DirectoryLock lock, BoundListeners listeners, Path dataDir, int port)
            throws IOException {
        String clients = listeners.bind(CLIENTS, port);
        String controllers = listeners.bind(CONTROLLER, 0);
        KafkaConfig config = new KafkaConfig(BrokerConfiguration.of(dataDir, clients, controllers, START_LIMIT), false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> initialized =
                KafkaRaftServer.initializeLogDirs(config, log, "");
        MetaPropertiesEnsemble properties = initialized._1();
        Metrics metrics = Server.initializeMetrics(
                config, Time.SYSTEM, properties.clusterId().orElseThrow());
        Map<Integer, InetSocketAddress> voters =
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters());
        SharedServer shared = new SharedServer(
                config,
                properties,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(voters),
                List.of(),
                (name, fatal, action) -> new LoggingFaultHandler(name, action),
                listeners);
        return new KafkaBroker(
                lock,
                new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2()),
                new BrokerServer(shared),
                clients,
                controllers);
    }

    private void startUp() throws IOException {
        try {
            // The broker asks the controller for leave to serve.
            controller.startup();
            broker.startup();
            awaitMetadata();
        } catch (Throwable e) {
            // Scala throws what Java would make it declare.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            shutDown();
            throw new IOException("the broker did not start on " + bootstrapServers, e);
        }
    }

    private void awaitMetadata() throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.describeCluster().nodes().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private boolean shutDown() {
        // Its parts wait for each other, some of them for minutes.
        Thread stopping = Thread.ofPlatform().name("kafka-broker-stop").daemon().start(() -> {
            // The controller has to be there for the broker to take leave of.
            broker.shutdown(STOP_LIMIT);
            controller.shutdown();
        });
        try {
            if (stopping.join(STOP_LIMIT)) {
                return true;
            }
            log.warn("The Kafka broker has not stopped within {}", STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
