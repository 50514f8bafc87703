package io.spoolway.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.spoolway.fault.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/** The one place where a request is sent: it waits for the answer, counts and times it, tries again, and names the fault. */
final class StoreCalls {
    /** Counts and times the requests to the object store, by operation and outcome. */
    static final String METER = "spoolway.store.requests";

    /** The operation that has a source and a multipart upload for its target. */
    static final String PART_COPY = "part-copy";

    private static final int TRIES = 3;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private static final String NO_SUCH_BUCKET = "NoSuchBucket";

    /** A multipart upload that somebody dropped, such as a lifecycle rule of the bucket. What it was to be made of may all be there. */
    private static final String NO_SUCH_UPLOAD = "NoSuchUpload";

    /** The codes that say "not you" with a status that says otherwise (S3's API Reference, "Error responses"): 404, and the rest 400. */
    private static final Set<String> DENIALS = Set.of(
            NO_SUCH_BUCKET, "AuthorizationHeaderMalformed", "ExpiredToken", "InvalidToken", "TokenRefreshRequired");

    private final StoreConfig config;
    private final MeterRegistry meters;
    private final ConnectionPool connections;
    private final Consumer<StoreException.Denied> onDenied;

    /**
     * @param connections of the client that sends the requests
     * @param onDenied hears of each request that the store denies to this process
     */
    StoreCalls(
            StoreConfig config,
            MeterRegistry meters,
            ConnectionPool connections,
            Consumer<StoreException.Denied> onDenied) {
        this.config = config;
        this.meters = meters;
        this.connections = connections;
        this.onDenied = onDenied;
    }

    /** Starts a request. */
    interface Request<T> {
        CompletableFuture<T> send() throws MinioException;
    }

    /** Turns the status of an HTTP error into a result; null when the caller has none for it. */
    interface Refusals<R> {
        @Nullable
        R result(int status);
    }

    /** For calls to which every HTTP error is a fault. */
    static <R> Refusals<R> noneExpected() {
        return status -> null;
    }

    static @Nullable CopyResult copyRefused(int status) {
        return switch (status) {
            case 404 -> CopyResult.SOURCE_MISSING;
            case 412 -> CopyResult.SOURCE_CHANGED;
            default -> null;
        };
    }

    /** Sends a request that may be repeated, and repeats it after passing faults. */
    <T, R> R run(String operation, String key, Request<T> request, Function<T, R> answer, Refusals<R> refusals) {
        for (int failures = 1; ; failures++) {
            try {
                return runOnce(operation, key, request, answer, refusals);
            } catch (StoreException.Unavailable e) {
                if (failures == TRIES) {
                    throw e;
                }
                pause(failures, e);
            }
        }
    }

    /** Sends a request once. */
    <T, R> R runOnce(String operation, String key, Request<T> request, Function<T, R> answer, Refusals<R> refusals) {
        Timer.Sample sample = Timer.start(meters);
        String outcome = "ok";
        CompletableFuture<T> pending = new CompletableFuture<>();
        try {
            pending = request.send();
            return answer.apply(pending.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var _ = pending.thenAccept(StoreCalls::closeUnwanted);
            outcome = "interrupted";
            throw new StoreException.Unavailable("interrupted during the %s of %s".formatted(operation, key), e);
        } catch (ExecutionException | MinioException e) {
            Throwable cause = cause(e);
            int status = status(cause);
            // a bucket that is gone says nothing of what was in it, nor does a target of the object that is copied to
            // it
            boolean isOfAnother = NO_SUCH_BUCKET.equals(code(cause))
                    || (NO_SUCH_UPLOAD.equals(code(cause)) && operation.equals(PART_COPY));
            R result = isOfAnother ? null : refusals.result(status);
            if (result != null) {
                outcome = Integer.toString(status);
                return result;
            }
            if (status == 0) {
                // the server went away, or closes what is idle: other connections may be as dead, and take every try
                // with them
                connections.evictAll();
            }
            outcome = status == 0 ? "io" : Integer.toString(status);
            throw fault(operation, key, status, cause);
        } finally {
            sample.stop(Timer.builder(METER)
                    .description("requests to the object store, each attempt")
                    .tag("operation", operation)
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }

    /** An open object that comes after its receiver has gone would keep its connection. */
    private static void closeUnwanted(Object answer) {
        if (answer instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                // nobody wants it
            }
        }
    }

    private StoreException fault(String operation, String key, int status, Throwable cause) {
        String what = "object store %s: %s of %s failed%s: %s"
                .formatted(config, operation, key, status == 0 ? "" : " with HTTP " + status, reason(cause));
        // 409 is S3's answer to two conditional writes at the same moment: neither is known to have lost
        boolean isBusy = status >= 500 || status == 429 || status == 408 || status == 409;
        // who begins the object anew may have it
        if (status == 0 || isBusy || NO_SUCH_UPLOAD.equals(code(cause))) {
            return new StoreException.Unavailable(what, cause);
        }
        if (!isDenial(operation, status, cause)) {
            return new StoreException.Refused(what, cause);
        }
        StoreException.Denied denied = new StoreException.Denied(what, cause);
        onDenied.accept(denied);
        return denied;
    }

    /** Whether the store says no to this process, whatever it asks for. */
    private static boolean isDenial(String operation, int status, Throwable cause) {
        return status == 401
                || status == 403
                || DENIALS.contains(code(cause))
                // the answer to a HEAD has no code, and nothing but who asks can be wrong with one
                || (status == 400 && operation.equals("head"));
    }

    private static void pause(int failures, StoreException.Unavailable fault) {
        try {
            Thread.sleep(BACKOFF.pause(failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fault;
        }
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The HTTP status behind a fault; 0 when there was no answer at all. */
    private static int status(Throwable cause) {
        return switch (cause) {
            case ErrorResponseException e -> e.response().code();
            case ServerException e -> e.statusCode();
            case InvalidResponseException e -> 502; // an answer that is not the store's: a proxy's error page
            case IOException e -> 0;
            default -> 0;
        };
    }

    /** The code in the error response; empty when there is none. */
    private static String code(Throwable cause) {
        return cause instanceof ErrorResponseException e
                ? String.valueOf(e.errorResponse().code())
                : "";
    }

    private static String reason(Throwable cause) {
        return cause instanceof ErrorResponseException e
                ? e.errorResponse().code() + ", " + e.errorResponse().message()
                : cause.toString();
    }
}
