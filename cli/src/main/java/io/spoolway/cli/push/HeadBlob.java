package io.spoolway.cli.push;

import io.spoolway.oci.Digest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** {@code HEAD /v2/<name>/blobs/<digest>}: whether the repository has the blob. */
final class HeadBlob {
    /** The registry may wait here for a blob that is completed and not linked yet. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpCalls calls;
    private final Registry registry;

    HeadBlob(HttpCalls calls, Registry registry) {
        this.calls = calls;
        this.registry = registry;
    }

    boolean exists(Digest digest) throws PushException, InterruptedException {
        HttpRequest request =
                HttpCalls.to(registry.blob(digest)).timeout(TIMEOUT).HEAD().build();
        HttpResponse<String> answer = calls.send(request);
        return switch (answer.statusCode()) {
            case 200 -> true;
            case 404 -> false;
            default -> throw Answers.failure("looking whether the blob is there", answer, Instant.now());
        };
    }
}
