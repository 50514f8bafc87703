package io.spoolway.cli.push;

import io.spoolway.oci.Digest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** {@code PUT <upload>?digest=<digest>}: ends an upload. To send it again is harmless. */
final class CompleteUpload {
    /** Longer than a registry waits for its pipeline by default (15 min). */
    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    private final HttpCalls calls;
    private final Registry registry;

    CompleteUpload(HttpCalls calls, Registry registry) {
        this.calls = calls;
        this.registry = registry;
    }

    /** @param async asks not to be kept waiting for the pipeline (RFC 7240); a registry may answer so without being asked */
    Completion send(UploadPosition at, Digest digest, boolean async) throws PushException, InterruptedException {
        HttpRequest.Builder request =
                HttpCalls.to(withDigest(at.location(), digest)).timeout(TIMEOUT).PUT(BodyPublishers.noBody());
        if (async) {
            request.header("Prefer", "respond-async");
        }
        HttpResponse<String> answer = calls.send(request.build());
        return switch (answer.statusCode()) {
            case 201, 204 -> new Completion.Linked(registry.blob(digest));
            case 202 ->
                new Completion.Accepted(
                        answer.headers()
                                .firstValue("Location")
                                .map(location -> answer.uri().resolve(location))
                                .orElseThrow(
                                        () -> new PushException.Refused(
                                                "completing the upload: the registry accepted it, but has not said where to ask for its state")));
            case 404 -> throw new PushException.UploadGone(at.location());
            default -> throw Answers.failure("completing the upload", answer, Instant.now());
        };
    }

    /** The location may have a query of its own (the registry's state), which has to be sent back as it is. */
    static URI withDigest(URI location, Digest digest) {
        String separator = location.getRawQuery() == null ? "?" : "&";
        return URI.create(location + separator + "digest=" + digest);
    }
}
