package io.spoolway.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Does things at the same moment. */
public final class Race {
    private Race() {}

    /** Runs them, all started together, and returns their results in their order. */
    public static <T> List<T> of(List<Callable<T>> runners) throws Exception {
        CyclicBarrier start = new CyclicBarrier(runners.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> runner : runners) {
                running.add(threads.submit(() -> {
                    start.await();
                    return runner.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(result(one));
            }
            return results;
        }
    }

    /** The same for runners that differ only by their number, from 0. */
    public static <T> List<T> of(int count, IntFunction<T> runner) throws Exception {
        List<Callable<T>> runners = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int own = number;
            runners.add(() -> runner.apply(own));
        }
        return of(runners);
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
