package io.spoolway.auditor.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One that the audit record is delivered to.
 *
 * @param name tells it from the others, in the name of its consumer group, in logs and in metrics: 1 to 64 characters
 * @param url http or https; POST requests go there
 * @param headers sent with every request, as they are; some are secret
 * @param signature signs every request; empty for an endpoint that has no secret
 * @param from where it begins when it is new
 */
public record Endpoint(
        String name,
        URI url,
        Map<String, String> headers,
        Optional<Signature> signature,
        Format format,
        Filter filter,
        From from) {
    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /** Where the broker has nothing yet of what was delivered. */
    public enum From {
        /** With what is recorded from now on. */
        NOW,
        /** With the oldest record that the topic keeps. */
        BEGINNING
    }

    /** The consumer group whose offsets tell what was delivered. */
    public String group() {
        return "spoolway-webhook-" + name;
    }

    /** Without headers, secret and the path of the URL: people put keys into each of them. */
    @Override
    public String toString() {
        return "%s (%s://%s)".formatted(name, url.getScheme(), url.getAuthority());
    }
}
