package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import io.spoolway.stack.KafkaBroker;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node hears of, and when, from a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTailTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("library/example");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Set<UploadId> heard = ConcurrentHashMap.newKeySet();
    private KafkaBroker broker;
    private KafkaConfig config;
    private KafkaEventPublisher publisher;

    @BeforeAll
    void startBroker() throws IOException {
        broker = KafkaBroker.start(TestStack.temporaryDirectory(), 0);
        config = new KafkaConfig(broker.bootstrapServers(), Map.of(), 3, (short) -1);
        try (Admin admin = Admin.create(config.client(Map.of()))) {
            Topics.ensure(admin, config, Topics.ofPipeline());
        }
        publisher = KafkaEventPublisher.connect(config, "test", Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @AfterAll
    void stopBroker() throws IOException {
        publisher.close();
        broker.close();
    }

    private UploadId publish() {
        UploadId id = UploadId.next();
        publisher.publish(new UploadStarted(id, REPOSITORY, new Client("127.0.0.1", "test")));
        return id;
    }

    private EventTail tail(KafkaConfig at, Duration lookback) {
        return EventTail.start(
                at,
                List.of(EventType.UPLOAD_STARTED, EventType.UPLOAD_CANCELLED),
                lookback,
                event -> heard.add(((UploadEvent) event).uploadId()));
    }

    @Test
    void whatWasPublishedBeforeTheQuestionHasBeenHeardOfAtItsAnswer() throws Exception {
        try (EventTail tail = tail(config, Duration.ZERO)) {
            tail.awaitPositioned();
            for (int i = 0; i < 200; i++) {
                UploadId id = publish();

                assertThat(tail.awaitCaughtUp(EventType.UPLOAD_STARTED, LONG)).isTrue();

                assertThat(heard).contains(id);
            }
        }
    }

    @Test
    void theQuestionIsAnsweredAtOnceWhenThereIsNothingToHearOf() throws Exception {
        try (EventTail tail = tail(config, Duration.ZERO)) {
            tail.awaitPositioned();

            assertThat(tail.awaitCaughtUp(EventType.UPLOAD_CANCELLED, LONG)).isTrue();
        }
    }

    @Test
    void whatWasPublishedWithinTheLookbackIsHeardOfBeforeTheTailIsPositioned() throws Exception {
        UploadId before = publish();
        try (EventTail tail = tail(config, Duration.ofHours(1))) {
            tail.awaitPositioned();

            assertThat(heard).contains(before);
        }
    }

    @Test
    void withoutLookbackOnlyWhatIsPublishedFromNowOnIsHeardOf() throws Exception {
        UploadId before = publish();
        try (EventTail tail = tail(config, Duration.ZERO)) {
            tail.awaitPositioned();
            UploadId after = publish();

            Eventually.await().until(() -> heard.contains(after));
            assertThat(heard).doesNotContain(before);
        }
    }

    @Test
    void theQuestionIsGivenUpWhenTheBrokerIsAwayAndWhatIsMissedIsHeardOfLater() throws Exception {
        var directory = TestStack.temporaryDirectory();
        KafkaBroker away = KafkaBroker.start(directory, 0);
        KafkaConfig there = new KafkaConfig(away.bootstrapServers(), Map.of(), 3, (short) -1);
        try (Admin admin = Admin.create(there.client(Map.of()))) {
            Topics.ensure(admin, there, Topics.ofPipeline());
        }
        try (EventTail tail = tail(there, Duration.ZERO);
                KafkaEventPublisher other =
                        KafkaEventPublisher.connect(there, "test", Clock.systemUTC(), new SimpleMeterRegistry())) {
            tail.awaitPositioned();
            away.close();
            Instant begin = Instant.now();

            assertThat(tail.awaitCaughtUp(EventType.UPLOAD_STARTED, Duration.ofMillis(500)))
                    .isFalse();
            assertThat(Duration.between(begin, Instant.now())).isLessThan(LONG);

            int port = Integer.parseInt(there.bootstrapServers().replaceFirst(".*:", ""));
            away = KafkaBroker.start(directory, port);
            UploadId id = UploadId.next();
            Eventually.await().ignoreExceptions().until(() -> {
                other.publish(new UploadStarted(id, REPOSITORY, new Client("127.0.0.1", "test")));
                return true;
            });
            Eventually.await().until(() -> heard.contains(id));
            Eventually.await().until(() -> tail.awaitCaughtUp(EventType.UPLOAD_STARTED, LONG));
        } finally {
            away.close();
        }
    }
}
