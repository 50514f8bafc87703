package io.spoolway.cli.push;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** {@code POST /v2/<name>/blobs/uploads/}: begins an upload. */
final class StartUpload {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpCalls calls;
    private final Registry registry;

    StartUpload(HttpCalls calls, Registry registry) {
        this.calls = calls;
        this.registry = registry;
    }

    UploadPosition send() throws PushException, InterruptedException {
        HttpRequest request = HttpCalls.to(registry.uploads())
                .timeout(TIMEOUT)
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = calls.send(request);
        if (answer.statusCode() != 202) {
            throw Answers.failure("starting an upload", answer, Instant.now());
        }
        if (answer.headers().firstValue("Location").isEmpty()) {
            throw new PushException.Refused("starting an upload: %s has not said where the bytes go. Is it a registry?"
                    .formatted(registry.url()));
        }
        return UploadPosition.of(answer, 0);
    }
}
