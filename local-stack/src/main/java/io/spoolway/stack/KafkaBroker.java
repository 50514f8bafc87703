package io.spoolway.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this JVM: one node that is broker and KRaft controller, listening on 127.0.0.1 only.
 *
 * <p>Topics are not created by using them. How long a topic keeps its records is the topic's own configuration. Share
 * groups may ask for more than a broker allows by default, see {@link #configuration}.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaBroker.class);

    private static final int NODE_ID = 1;
    private static final String CLIENTS = "CLIENTS";
    private static final String CONTROLLER = "CONTROLLER";

    /** The fewer partitions its internal topics have, the sooner a first consumer is served. */
    private static final int INTERNAL_PARTITIONS = 4;

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** How often a start is tried when a port that was free a moment ago is taken. */
    private static final int START_ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker that keeps its records in a directory, and returns when it serves clients.
     *
     * @param dataDir created and formatted if it is not; one broker at a time may use it
     * @param port where clients connect; 0 chooses a free one
     * @throws IOException if the directory cannot be used, the port is taken, or the broker is not up after a minute
     */
    public static KafkaBroker start(Path dataDir, int port) throws IOException {
        format(dataDir);
        for (int attempt = 1; ; attempt++) {
            int clientPort = port == 0 ? Loopback.freePort() : port;
            try {
                return start(dataDir, clientPort, Loopback.freePort());
            } catch (BindException e) {
                if (port != 0 || attempt == START_ATTEMPTS) {
                    throw e;
                }
                log.info("A port was taken before the broker could bind it, choosing others", e);
            }
        }
    }

    /** What a client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker; gives up after half a minute, and then leaves it to the end of the JVM. */
    @Override
    public void close() {
        stop(server);
    }

    private static void format(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
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

    private static KafkaBroker start(Path dataDir, int clientPort, int controllerPort) throws IOException {
        String clients = Loopback.ADDRESS + ":" + clientPort;
        KafkaConfig config =
                new KafkaConfig(configuration(dataDir, clients, Loopback.ADDRESS + ":" + controllerPort), false);
        KafkaRaftServer server;
        try {
            server = new KafkaRaftServer(config, Time.SYSTEM);
        } catch (RuntimeException e) {
            throw new IOException("the broker cannot use " + dataDir, e);
        }
        try {
            server.startup();
            awaitMetadata(clients);
        } catch (Throwable e) {
            // Scala throws what Java would make it declare, such as a BindException or a TimeoutException.
            stop(server);
            throw startFailure(clients, e);
        }
        return new KafkaBroker(server, clients);
    }

    private static IOException startFailure(String clients, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException taken) {
                return taken;
            }
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return new IOException("the broker did not start on " + clients, failure);
    }

    private static Map<String, String> configuration(Path dataDir, String clients, String controller) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("log.dirs", dataDir.toString());
        config.put("server.max.startup.time.ms", Long.toString(START_LIMIT.toMillis()));

        // A static quorum is not stored with the metadata, so the controller may listen elsewhere after a restart.
        config.put("controller.quorum.voters", NODE_ID + "@" + controller);
        config.put("controller.listener.names", CONTROLLER);
        config.put("listeners", CLIENTS + "://" + clients + "," + CONTROLLER + "://" + controller);
        config.put("advertised.listeners", CLIENTS + "://" + clients);
        config.put("inter.broker.listener.name", CLIENTS);
        config.put("listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");

        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", "1");
        config.put("offsets.topic.num.partitions", Integer.toString(INTERNAL_PARTITIONS));
        config.put("offsets.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.num.partitions", Integer.toString(INTERNAL_PARTITIONS));
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("transaction.state.log.num.partitions", Integer.toString(INTERNAL_PARTITIONS));
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        // 128 MiB of heap by default, for keys of compacted topics that are small here.
        config.put("log.cleaner.dedupe.buffer.size", "8388608");
        // There is no second member to wait for before a classic group is balanced.
        config.put("group.initial.rebalance.delay.ms", "0");

        // What a share group may choose for itself: how long it holds a record and how soon a dead member is noticed,
        // from a second (the least Kafka takes) to an hour, instead of 15 s to a minute; and how often a record is
        // delivered.
        config.put("group.share.min.record.lock.duration.ms", "1000");
        config.put("group.share.max.record.lock.duration.ms", "3600000");
        config.put("group.share.min.delivery.count.limit", "2");
        config.put("group.share.max.delivery.count.limit", "25");
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.min.session.timeout.ms", "1000");
        return config;
    }

    private static void awaitMetadata(String clients)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, clients))) {
            admin.describeCluster().nodes().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Kafka waits up to five minutes for its controller, which here is gone as well when it does not answer. */
    private static void stop(KafkaRaftServer server) {
        Thread stopping = Thread.ofPlatform().name("kafka-broker-stop").daemon().start(server::shutdown);
        try {
            if (!stopping.join(STOP_LIMIT)) {
                log.warn("The Kafka broker has not stopped within {}", STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
