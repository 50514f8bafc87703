package io.spoolway.cli.push;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * {@code GET /v2/}: whether there is a registry at all. Asked once, before files are hashed: nobody wants to wait for the
 * hash of a large file to hear that nothing listens.
 */
final class CheckRegistry {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpCalls calls;

    CheckRegistry(HttpCalls calls) {
        this.calls = calls;
    }

    /** @throws PushException.Refused when there is none; a registry that has troubles of the passing kind is one */
    void send(Registry registry) throws PushException.Refused, InterruptedException {
        URI base = registry.base();
        HttpRequest request = HttpCalls.to(base).timeout(TIMEOUT).GET().build();
        try {
            HttpResponse<String> answer = calls.send(request);
            if (answer.statusCode() == 404) {
                throw new PushException.Refused(
                        "%s is no registry: %s. --url names another.".formatted(base, Answers.told(answer)));
            }
        } catch (PushException.TryAgain passing) {
            // the requests that matter are tried again
        }
    }
}
