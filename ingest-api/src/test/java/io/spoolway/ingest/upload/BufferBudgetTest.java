package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BufferBudgetTest {
    private static final int PAGE = 4096;
    private static final int TOTAL = 10 * PAGE;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void isUsedWhileItIsReserved() throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, meters);
        assertThat(used()).isZero();
        assertThat(meters.get("spoolway.ingest.buffer.max").gauge().value()).isEqualTo(TOTAL);

        try (BufferBudget.Reservation first = budget.reserve(3 * PAGE);
                BufferBudget.Reservation second = budget.reserve(2 * PAGE)) {
            assertThat(first).isNotSameAs(second);
            assertThat(used()).isEqualTo(5 * PAGE);
        }

        assertThat(used()).isZero();
    }

    @ParameterizedTest(name = "{0} bytes take {1} pages")
    @CsvSource({"0, 0", "1, 1", "4095, 1", "4096, 1", "4097, 2"})
    void isCountedInPages(int bytes, int pages) throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, meters);

        try (BufferBudget.Reservation reservation = budget.reserve(bytes)) {
            assertThat(reservation).isNotNull();
            assertThat(used()).isEqualTo(pages * PAGE);
        }
    }

    @Test
    void getsBackWhatAShorterPieceDoesNotNeed() throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, meters);

        try (BufferBudget.Reservation reservation = budget.reserve(8 * PAGE)) {
            reservation.shrinkTo(PAGE + 1);
            assertThat(used()).isEqualTo(2 * PAGE);

            reservation.shrinkTo(5 * PAGE); // that is no growing
            assertThat(used()).isEqualTo(2 * PAGE);

            reservation.shrinkTo(0);
            assertThat(used()).isZero();
        }

        assertThat(used()).isZero();
    }

    @Test
    void getsEachReservationBackOnce() throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, meters);
        BufferBudget.Reservation reservation = budget.reserve(8 * PAGE);

        reservation.close();
        reservation.close();

        assertThat(used()).isZero();
    }

    @Test
    void letsAChunkLargerThanItselfThroughAlone() throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, meters);

        try (BufferBudget.Reservation reservation = budget.reserve(100 * PAGE)) {
            assertThat(reservation).isNotNull();
            assertThat(used()).isEqualTo(TOTAL);
        }
    }

    @Test
    void makesARequestWaitUntilAnotherGivesBack() throws Exception {
        BufferBudget budget = new BufferBudget(TOTAL, meters);
        BufferBudget.Reservation first = budget.reserve(8 * PAGE);
        CompletableFuture<BufferBudget.Reservation> second = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                second.complete(budget.reserve(8 * PAGE));
            } catch (InterruptedException e) {
                second.completeExceptionally(e);
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(second).isNotDone();

        first.close();

        second.get().close();
        assertThat(used()).isZero();
    }

    @Test
    void tellsAClientToComeBackWhenThereIsNoneForAWhile() throws InterruptedException {
        BufferBudget budget = new BufferBudget(TOTAL, Duration.ofMillis(1), meters);

        try (BufferBudget.Reservation all = budget.reserve(TOTAL)) {
            assertThat(all).isNotNull();
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> budget.reserve(1))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(OciError.TOO_MANY_REQUESTS));
        }

        assertThat(used()).isZero();
    }

    private double used() {
        return meters.get("spoolway.ingest.buffer.used").gauge().value();
    }
}
