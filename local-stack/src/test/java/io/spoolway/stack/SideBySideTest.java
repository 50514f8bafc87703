package io.spoolway.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {

    @Test
    void twoStacksInOneJvmKnowNothingOfEachOther(@TempDir Path one, @TempDir Path two) throws Exception {
        try (KafkaBroker secondBroker = KafkaBroker.start(two.resolve("kafka"), 0);
                S3Server secondStore = S3Server.start(two.resolve("s3"), 0);
                S3TestClient second = new S3TestClient(secondStore)) {
            try (KafkaBroker firstBroker = KafkaBroker.start(one.resolve("kafka"), 0);
                    S3Server firstStore = S3Server.start(one.resolve("s3"), 0);
                    S3TestClient first = new S3TestClient(firstStore)) {
                createTopic(firstBroker, "first");
                createTopic(secondBroker, "second");
                first.create("key", "first");
                second.create("key", "second");

                assertThat(topics(firstBroker)).containsExactly("first");
                assertThat(topics(secondBroker)).containsExactly("second");
                assertThat(List.of(first.get("key"), second.get("key"))).containsExactly("first", "second");
            }
            assertThat(topics(secondBroker)).containsExactly("second");
            assertThat(second.get("key")).isEqualTo("second");
        }
    }

    private static void createTopic(KafkaBroker broker, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Set<String> topics(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }
}
