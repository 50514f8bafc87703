package io.spoolway.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of the one node that is broker and controller, where they differ from Kafka's defaults. */
public final class BrokerConfiguration {

    static final int NODE_ID = 1;
    static final String CLIENTS = "CLIENTS";
    static final String CONTROLLER = "CONTROLLER";

    /** The fewer partitions its internal topics have, the sooner a first consumer is served. */
    private static final String INTERNAL_PARTITIONS = "4";

    private BrokerConfiguration() {}

    /**
     * @param clients where clients connect, as {@code host:port}
     * @param controller where the broker finds its controller, as {@code host:port}
     */
    static Map<String, String> of(Path dataDir, String clients, String controller, Duration startLimit) {
        Map<String, String> config = ofOneNode();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("log.dirs", dataDir.toString());
        config.put("server.max.startup.time.ms", Long.toString(startLimit.toMillis()));

        // A static quorum is not stored with the metadata, so the controller may listen elsewhere after a restart.
        config.put("controller.quorum.voters", NODE_ID + "@" + controller);
        config.put("controller.listener.names", CONTROLLER);
        config.put("listeners", CLIENTS + "://" + clients + "," + CONTROLLER + "://" + controller);
        config.put("advertised.listeners", CLIENTS + "://" + clients);
        config.put("inter.broker.listener.name", CLIENTS);
        config.put("listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        return config;
    }

    /** How it works, wherever it is: a broker of one node that has these settings does as the embedded one does. */
    public static Map<String, String> ofOneNode() {
        Map<String, String> config = new HashMap<>();
        config.put("auto.create.topics.enable", "false");
        config.put("offsets.topic.num.partitions", INTERNAL_PARTITIONS);
        config.put("offsets.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS);
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("transaction.state.log.num.partitions", INTERNAL_PARTITIONS);
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        // By default 128 MiB of heap to compact topics with, which are small here.
        config.put("log.cleaner.dedupe.buffer.size", "8388608");
        // Members come one by one here. With the default of a second a member is told of its partitions only with its
        // next heartbeat, 5 s after it joined; without a pause, in a quarter of a second.
        config.put("group.consumer.assignment.interval.ms", "0");
        config.put("group.share.assignment.interval.ms", "0");
        config.put("group.streams.assignment.interval.ms", "0");
        config.put("group.streams.initial.rebalance.delay.ms", "0");
        config.put("group.initial.rebalance.delay.ms", "0");

        // What a share group may choose for itself. How long it holds a record: from a second, the least Kafka takes,
        // to an hour, instead of from 15 s to a minute. How often a record is delivered: up to 25 times instead of 10.
        // How soon a dead member is noticed: from a second instead of 45.
        config.put("group.share.min.record.lock.duration.ms", "1000");
        config.put("group.share.max.record.lock.duration.ms", "3600000");
        config.put("group.share.max.delivery.count.limit", "25");
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.min.session.timeout.ms", "1000");
        return config;
    }
}
