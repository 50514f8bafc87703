package io.spoolway.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.store.ObjectDeleter;
import io.spoolway.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GroupedDeleterTest {
    private final FakeStore store = new FakeStore();
    private final GroupedDeleter deleter = GroupedDeleter.over(store);
    private final ExecutorService jobs = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        store.mayAnswer.release(1_000);
        deleter.close();
        jobs.close();
    }

    @Test
    void anIdleOneDeletesAtOnce() {
        store.mayAnswer.release();

        deleter.delete(List.of("a", "b"));

        assertThat(store.requests).containsExactly(List.of("a", "b"));
    }

    @Test
    void whatComesDuringARequestGoesTogetherIntoTheNext() throws Exception {
        Future<?> first = jobs.submit(() -> deleter.delete(List.of("first")));
        store.asked.acquire();
        List<Future<?>> later = IntStream.range(0, 40)
                .<Future<?>>mapToObj(i -> jobs.submit(() -> deleter.delete(List.of("later-" + i))))
                .toList();
        waitUntilAllWait(later);
        store.mayAnswer.release(2);

        first.get();
        for (Future<?> each : later) {
            each.get();
        }

        assertThat(store.requests).hasSize(2);
        assertThat(store.requests.get(1)).hasSize(40);
    }

    @Test
    void nobodyReturnsBeforeItsKeysAreDeleted() throws Exception {
        Thread waiting = Thread.ofPlatform().start(() -> deleter.delete(List.of("a")));
        store.asked.acquire();

        while (waiting.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        assertThat(waiting.getState()).isEqualTo(Thread.State.WAITING);

        store.mayAnswer.release();
        waiting.join();
    }

    @Test
    void aFailureReachesEveryoneInTheGroupAndNobodyElse() throws Exception {
        Future<?> first = jobs.submit(() -> deleter.delete(List.of("first")));
        store.asked.acquire();
        Future<?> second = jobs.submit(() -> deleter.delete(List.of("second")));
        Future<?> third = jobs.submit(() -> deleter.delete(List.of("bad")));
        waitUntilAllWait(List.of(second, third));
        store.mayAnswer.release(3);

        first.get();
        assertThatThrownBy(second::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(third::get).hasCauseInstanceOf(StoreException.Unavailable.class);

        deleter.delete(List.of("fourth"));
    }

    @Test
    void aRefusalReachesOnlyTheCallerWhoseKeysAreRefused() throws Exception {
        Future<?> first = jobs.submit(() -> deleter.delete(List.of("first")));
        store.asked.acquire();
        Future<?> second = jobs.submit(() -> deleter.delete(List.of("second")));
        Future<?> third = jobs.submit(() -> deleter.delete(List.of("locked")));
        waitUntilAllWait(List.of(second, third));
        store.mayAnswer.release(4);

        first.get();
        second.get();
        assertThatThrownBy(third::get).hasCauseInstanceOf(StoreException.Refused.class);
    }

    @Test
    void aWaitingThreadCanBeInterruptedWhileTheGroupGoesOn() throws Exception {
        Future<?> first = jobs.submit(() -> deleter.delete(List.of("first")));
        store.asked.acquire();
        Thread interrupted = Thread.ofVirtual().start(() -> {
            try {
                deleter.delete(List.of("second"));
            } catch (StoreException.Unavailable e) {
                // as is promised
            }
        });
        interrupted.interrupt();
        interrupted.join();

        store.mayAnswer.release(2);
        first.get();
    }

    @Test
    void closingFailsThoseWhoWaitAndThoseWhoCome() throws Exception {
        Future<?> first = jobs.submit(() -> deleter.delete(List.of("first")));
        store.asked.acquire();
        Future<?> second = jobs.submit(() -> deleter.delete(List.of("second")));
        waitUntilAllWait(List.of(second));

        deleter.close();

        assertThatThrownBy(first::get).hasCauseInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(second::get).hasCauseInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> deleter.delete(List.of("third"))).isInstanceOf(StoreException.Unavailable.class);
    }

    private void waitUntilAllWait(List<Future<?>> callers) {
        while (deleter.waiting() < callers.size()) {
            Thread.onSpinWait();
        }
        assertThat(callers).noneMatch(Future::isDone);
    }

    /** Answers a request when it is let; fails when a key is "bad", and refuses when one is "locked". */
    private static final class FakeStore implements ObjectDeleter {
        final List<List<String>> requests = Collections.synchronizedList(new ArrayList<>());
        final Semaphore asked = new Semaphore(0);
        final Semaphore mayAnswer = new Semaphore(0);

        @Override
        public void delete(Collection<String> keys) {
            requests.add(List.copyOf(keys));
            asked.release();
            try {
                if (!mayAnswer.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody lets the store answer");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", e);
            }
            if (keys.contains("bad")) {
                throw new StoreException.Unavailable("bad", new IllegalStateException("500"));
            }
            if (keys.contains("locked")) {
                throw new StoreException.Refused("locked", new IllegalStateException("AccessDenied"));
            }
        }
    }
}
