package io.spoolway.cli.push;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** {@code GET <upload>}: where an upload stands. */
final class AskUpload {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpCalls calls;

    AskUpload(HttpCalls calls) {
        this.calls = calls;
    }

    /** @param last where it was believed to stand */
    UploadPosition send(UploadPosition last) throws PushException, InterruptedException {
        HttpRequest request =
                HttpCalls.to(last.location()).timeout(TIMEOUT).GET().build();
        HttpResponse<String> answer = calls.send(request);
        return switch (answer.statusCode()) {
            // A registry that says nothing about the offset has nothing.
            case 204, 200, 202 -> UploadPosition.of(answer, 0);
            case 404 -> throw new PushException.UploadGone(last.location());
            default -> throw Answers.failure("asking where the upload stands", answer, Instant.now());
        };
    }
}
