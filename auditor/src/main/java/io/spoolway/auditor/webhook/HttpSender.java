package io.spoolway.auditor.webhook;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends messages: one POST each, over HTTP/1.1, without following redirects. Any number of threads may send at once. */
final class HttpSender implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            // the upgrade to HTTP/2 that is offered otherwise is more than many small receivers understand
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    /** Sends it once, and waits for the whole answer, 30 seconds at most. An interrupt breaks the request off. */
    Attempt send(Endpoint endpoint, Message message) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request(endpoint, message, Instant.now()), BodyHandlers.discarding());
        try {
            return attempt(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Attempt(
                    Attempt.Outcome.UNANSWERED, "no answer within %d s".formatted(ANSWER.toSeconds()), Duration.ZERO);
        } catch (ExecutionException e) {
            return new Attempt(Attempt.Outcome.UNANSWERED, String.valueOf(e.getCause()), Duration.ZERO);
        } finally {
            answer.cancel(true); // nothing is left to cancel but in the two cases where there was no answer
        }
    }

    private static HttpRequest request(Endpoint endpoint, Message message, Instant now) {
        byte[] body = message.body().toBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url())
                .POST(BodyPublishers.ofByteArray(body))
                .setHeader("User-Agent", "spoolway");
        endpoint.headers().forEach(request::setHeader);
        message.headers().forEach(request::setHeader);
        request.setHeader("webhook-id", message.id());
        request.setHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
        endpoint.signature()
                .ifPresent(
                        signature -> request.setHeader("webhook-signature", signature.sign(message.id(), now, body)));
        return request.build();
    }

    private static Attempt attempt(HttpResponse<Void> answer) {
        boolean isTaken = answer.statusCode() / 100 == 2;
        return new Attempt(
                isTaken ? Attempt.Outcome.DELIVERED : Attempt.Outcome.REFUSED,
                "it answered %d".formatted(answer.statusCode()),
                answer.headers()
                        .firstValue("Retry-After")
                        .map(value -> retryAfter(value, Instant.now()))
                        .orElse(Duration.ZERO));
    }

    /** RFC 9110, section 10.2.3: seconds or a date; zero for anything else, and for what is past. */
    static Duration retryAfter(String value, Instant now) {
        try {
            if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Duration.ofSeconds(Integer.parseInt(value));
            }
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (NumberFormatException | DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
