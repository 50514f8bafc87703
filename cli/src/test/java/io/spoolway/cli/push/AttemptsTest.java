package io.spoolway.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.fault.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Attempts attempts = new Attempts(
            3,
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4)),
            pauses::add,
            (problem, pause) -> told.add(problem));

    private static PushException.TryAgain failure() {
        return new PushException.TryAgain("the connection broke", null);
    }

    @Test
    void pausesGrowAndThenItIsGivenUp() throws Exception {
        attempts.failed(failure());
        attempts.failed(failure());

        assertThatThrownBy(() -> attempts.failed(failure()))
                .isInstanceOf(PushException.GaveUp.class)
                .hasMessage("gave up after 3 tries without progress; the last: the connection broke");
        assertThat(pauses).hasSize(2);
        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(told).containsExactly("the connection broke", "the connection broke");
    }

    @Test
    void progressMakesAllTriesAvailableAgain() throws Exception {
        for (int round = 0; round < 5; round++) {
            attempts.failed(failure());
            attempts.failed(failure());
            attempts.progressed();
        }

        assertThat(pauses).hasSize(10);
    }

    @Test
    void aRegistryThatIsOutOfStepIsNotWaitedForUnlessItStaysSo() throws Exception {
        attempts.failed(failure());
        attempts.failed(PushException.TryAgain.outOfStep("elsewhere"));
        attempts.progressed();
        attempts.failed(PushException.TryAgain.outOfStep("elsewhere"));
        attempts.failed(PushException.TryAgain.outOfStep("elsewhere"));

        assertThat(pauses).hasSize(4);
        assertThat(pauses.get(1)).isZero();
        assertThat(pauses.get(2)).isZero();
        assertThat(pauses.get(3)).isPositive();
    }

    @Test
    void waitsAtLeastAsLongAsTheRegistryAsks() throws Exception {
        attempts.failed(PushException.TryAgain.after("busy", Optional.of(Duration.ofSeconds(30))));

        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31)));
    }

    @Test
    void doesNotWaitForHours() {
        assertThatThrownBy(
                        () -> attempts.failed(PushException.TryAgain.after("closed", Optional.of(Duration.ofHours(2)))))
                .isInstanceOf(PushException.GaveUp.class);
        assertThat(pauses).isEmpty();
    }
}
