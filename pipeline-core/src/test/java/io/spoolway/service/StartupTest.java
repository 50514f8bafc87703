package io.spoolway.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartupTest {
    private final Monitoring monitoring = new Monitoring();

    @AfterEach
    void close() {
        monitoring.close();
    }

    @Test
    void aStartThatIsDoneIsNoFailure() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Startup startup = begin(done::countDown)) {
            done.await();
        }
        assertThat(monitoring.failure()).isEmpty();
    }

    @Test
    void aServiceThatCannotStartHasFailedForGoodAndSaysWhy() throws Exception {
        IllegalStateException why = new IllegalStateException("the topics do not fit together");
        try (Startup startup = begin(() -> {
            throw why;
        })) {
            assertThat(monitoring.awaitFailure()).isSameAs(why);
            assertThat(monitoring.health())
                    .isEqualTo(new Monitoring.Health(false, "failed: the topics do not fit together"));
        }
    }

    @Test
    void anErrorDoesNotLeaveAServiceStartingForEver() throws Exception {
        NoClassDefFoundError why = new NoClassDefFoundError("org/rocksdb/RocksDB");
        try (Startup startup = begin(() -> {
            throw why;
        })) {
            assertThat(monitoring.awaitFailure())
                    .hasMessage("java.lang.NoClassDefFoundError: org/rocksdb/RocksDB")
                    .hasCause(why);
        }
    }

    @Test
    void aServiceThatIsStoppedBeforeItWasReadyHasNotFailed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Startup startup = begin(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
        })) {
            begun.await();
        }
        assertThat(monitoring.failure()).isEmpty();
    }

    private Startup begin(Startup.Action action) {
        Startup startup = new Startup("test", monitoring, action);
        startup.begin();
        return startup;
    }
}
