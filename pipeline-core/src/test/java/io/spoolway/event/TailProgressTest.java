package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Who waits for a place in the topics, and when. */
class TailProgressTest {
    private static final TopicPartition ONE = new TopicPartition("topic", 0);
    private static final TopicPartition OTHER = new TopicPartition("topic", 1);

    private final TailProgress progress = new TailProgress();
    private final CountDownLatch reached = new CountDownLatch(1);

    @Test
    void aGoalIsReachedWhenEveryPartitionIsThere() {
        progress.reaching(Map.of(ONE, 5L, OTHER, 1L), reached);

        progress.advance(Map.of(ONE, 6L));
        assertThat(reached.getCount()).isEqualTo(1);

        progress.advance(Map.of(OTHER, 1L));
        assertThat(reached.getCount()).isZero();
        assertThat(progress.waiting()).isZero();
    }

    @Test
    void aGoalThatIsReachedAlreadyNeedsNoWait() {
        progress.advance(Map.of(ONE, 5L));

        progress.reaching(Map.of(ONE, 5L), reached);

        assertThat(reached.getCount()).isZero();
        assertThat(progress.waiting()).isZero();
    }

    @Test
    void whoWaitsNoLongerIsForgotten() {
        progress.reaching(Map.of(ONE, 5L), reached);

        progress.forget(reached);

        assertThat(progress.waiting()).isZero();
    }
}
