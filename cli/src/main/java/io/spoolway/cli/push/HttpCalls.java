package io.spoolway.cli.push;

import io.spoolway.cli.Version;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Sends requests, and turns what may go wrong on the way into {@link PushException}s. */
final class HttpCalls implements AutoCloseable {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

    private final HttpClient client;
    private final ExecutorService executor;
    private final Duration stall;
    private final AtomicBoolean reached = new AtomicBoolean();

    /** @param stall how long a request that carries bytes may go without sending any, or without its answer */
    HttpCalls(Duration stall) {
        this.stall = stall;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(executor)
                .build();
    }

    /** A request to be completed with a method. */
    static HttpRequest.Builder to(URI target) {
        return HttpRequest.newBuilder(target).header("User-Agent", "spoolway/" + Version.text());
    }

    /** Sends a request without a body worth watching; its own timeout bounds it. */
    HttpResponse<String> send(HttpRequest request)
            throws PushException.TryAgain, PushException.Refused, InterruptedException {
        return await(
                request, client.sendAsync(request, HttpResponse.BodyHandlers.ofString()), () -> 0, Duration.ofDays(1));
    }

    /**
     * Sends a request with a long body. However long it takes is fine as long as it moves.
     *
     * @param sent how many bytes were handed to the connection by now
     */
    HttpResponse<String> sendWatched(HttpRequest request, LongSupplier sent)
            throws PushException.TryAgain, PushException.Refused, InterruptedException {
        return await(request, client.sendAsync(request, HttpResponse.BodyHandlers.ofString()), sent, stall);
    }

    private HttpResponse<String> await(
            HttpRequest request, CompletableFuture<HttpResponse<String>> pending, LongSupplier sent, Duration patience)
            throws PushException.TryAgain, PushException.Refused, InterruptedException {
        try {
            long before = -1;
            while (true) {
                try {
                    HttpResponse<String> answer = pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                    reached.set(true);
                    return answer;
                } catch (TimeoutException e) {
                    long now = sent.getAsLong();
                    if (now == before) {
                        throw new PushException.TryAgain(
                                "nothing moved for %d s on the way to %s"
                                        .formatted(patience.toSeconds(), host(request)),
                                e);
                    }
                    before = now;
                }
            }
        } catch (ExecutionException e) {
            throw broken(request, e.getCause() == null ? e : e.getCause());
        } finally {
            // Stops the exchange if it goes on without anybody waiting for it.
            pending.cancel(true);
        }
    }

    private PushException.TryAgain broken(HttpRequest request, Throwable cause) throws PushException.Refused {
        if (cause instanceof ConnectException && !reached.get()) {
            // Most likely nothing runs there: say so at once rather than after minutes of trying.
            throw new PushException.Refused(
                    "cannot connect to %s. Is it running? './spoolway up' starts one; --url names another."
                            .formatted(host(request)),
                    cause);
        }
        String what = switch (cause) {
            case ConnectException e -> "cannot connect to " + host(request);
            case HttpTimeoutException e -> "no answer in time from " + host(request);
            case IOException e -> "the connection to %s broke (%s)".formatted(host(request), e.getMessage());
            default -> "%s failed: %s".formatted(request.uri(), cause);
        };
        return new PushException.TryAgain(what, cause);
    }

    private static String host(HttpRequest request) {
        URI uri = request.uri();
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        executor.close();
    }
}
