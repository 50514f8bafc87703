package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without a broker: nothing listens on the port. */
@Timeout(60)
class KafkaEventPublisherTest {
    private static final PipelineEvent EVENT =
            new UploadProgressed(UploadId.next(), new RepositoryName("library/alpine"), 8);

    @Test
    void whatMayBeLostIsNotWaitedForAndNeverFails() {
        KafkaEventPublisher publisher = connect();
        long start = System.nanoTime();

        publisher.offer(EVENT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        publisher.close();
        publisher.offer(EVENT);
    }

    @Test
    void whatMustNotBeLostIs() {
        try (KafkaEventPublisher publisher = connect()) {
            assertThatExceptionOfType(BrokerUnavailableException.class).isThrownBy(() -> publisher.publish(EVENT));
        }
    }

    @Test
    void aBrokerWhoseNameHasNoAddressIsAwayToo() {
        try (KafkaEventPublisher publisher = connect("no-such-host.invalid:9092")) {
            assertThatExceptionOfType(BrokerUnavailableException.class).isThrownBy(() -> publisher.publish(EVENT));
            publisher.offer(EVENT);
        }
    }

    @Test
    void onceItIsClosedNothingIsPublished() {
        for (KafkaEventPublisher publisher : List.of(connect(), connect("no-such-host.invalid:9092"))) {
            publisher.offer(EVENT);
            publisher.close();

            assertThatExceptionOfType(BrokerUnavailableException.class).isThrownBy(() -> publisher.publish(EVENT));
        }
    }

    private static KafkaEventPublisher connect() {
        return connect("127.0.0.1:1");
    }

    private static KafkaEventPublisher connect(String servers) {
        return KafkaEventPublisher.connect(
                new KafkaConfig(servers, Map.of(), 1, (short) 1), "test", Clock.systemUTC(), new SimpleMeterRegistry());
    }
}
