package io.spoolway.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.spoolway.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    private static final String TOPIC = "topic";

    @TempDir
    Path dataDir;

    @Test
    void keepsItsRecordsAcrossARestart() throws Exception {
        String cluster;
        try (KafkaBroker broker = KafkaBroker.start(dataDir, 0)) {
            createTopic(broker);
            send(broker, "before");
            cluster = clusterId(broker);
        }
        try (KafkaBroker broker = KafkaBroker.start(dataDir, 0)) {
            send(broker, "after");

            assertThat(readAll(broker)).containsExactly("before", "after");
            assertThat(clusterId(broker)).isEqualTo(cluster);
        }
    }

    @Test
    void comesBackOnTheSamePortWithItsControllerOnAnother() throws Exception {
        Set<String> controllers = new HashSet<>();
        int port = 0;
        for (int run = 0; run < 3; run++) {
            try (KafkaBroker broker = KafkaBroker.start(dataDir, port)) {
                if (run == 0) {
                    createTopic(broker);
                    send(broker, "before");
                    port = port(broker);
                }
                assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
                assertThat(readAll(broker)).containsExactly("before");
                controllers.add(broker.controller());
            }
        }
        assertThat(controllers).hasSizeGreaterThan(1);
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (KafkaBroker broker = KafkaBroker.start(dataDir.resolve("first"), 0)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> KafkaBroker.start(dataDir.resolve("second"), port(broker)));
        }
    }

    @Test
    void refusesADirectoryThatAnotherBrokerUses() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dataDir, 0)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> KafkaBroker.start(dataDir, 0));

            createTopic(broker);
            send(broker, "not disturbed");
            assertThat(readAll(broker)).containsExactly("not disturbed");
        }
    }

    @Test
    void createsNoTopicThatIsOnlyUsed() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dataDir, 0);
                Admin admin = Admin.create(clientConfig(broker))) {
            assertThat(catchThrowable(() ->
                            admin.describeTopics(List.of(TOPIC)).allTopicNames().get()))
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", "500"),
                    new StringSerializer(),
                    new StringSerializer())) {
                assertThat(catchThrowable(() -> producer.send(new ProducerRecord<>(TOPIC, "lost"))
                                .get()))
                        .isNotNull();
            }
            assertThat(admin.listTopics().names().get()).doesNotContain(TOPIC);
        }
    }

    @Test
    void letsAShareGroupChooseItsLimits() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dataDir, 0)) {
            createTopic(broker);
            send(broker, "sent before the group was there");
            configureShareGroup(
                    broker,
                    Map.of(
                            "share.auto.offset.reset", "earliest",
                            "share.delivery.count.limit", "10",
                            "share.record.lock.duration.ms", "1000",
                            "share.heartbeat.interval.ms", "500",
                            "share.session.timeout.ms", "2000"));
            try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "group"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.subscribe(List.of(TOPIC));
                List<String> received = new ArrayList<>();

                Eventually.await().until(() -> {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> received.add(record.value()));
                    return !received.isEmpty();
                });
                assertThat(received).containsExactly("sent before the group was there");
            }
        }
    }

    private static int port(KafkaBroker broker) {
        return Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    }

    private static Map<String, Object> clientConfig(KafkaBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static void createTopic(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(clientConfig(broker))) {
            admin.createTopics(Set.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void configureShareGroup(KafkaBroker broker, Map<String, String> configs) throws Exception {
        try (Admin admin = Admin.create(clientConfig(broker))) {
            List<AlterConfigOp> set = configs.entrySet().stream()
                    .map(config -> new AlterConfigOp(
                            new ConfigEntry(config.getKey(), config.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, "group"), set))
                    .all()
                    .get();
        }
    }

    private static String clusterId(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(clientConfig(broker))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static void send(KafkaBroker broker, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(clientConfig(broker), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static List<String> readAll(KafkaBroker broker) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(clientConfig(broker), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
