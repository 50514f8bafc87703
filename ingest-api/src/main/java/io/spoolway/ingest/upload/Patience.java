package io.spoolway.ingest.upload;

import io.spoolway.ingest.http.Preference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a completing request waits for the pipeline before it is answered without its end. A preference decides, up to
 * what the most patient clients get, else the client: containerd, and with it Docker and BuildKit, gives up 30 s after the
 * commit (moby/moby#53700); others take nothing but 201 and have no such limit.
 *
 * @param normal for clients that wait
 * @param impatient for clients that do not
 */
public record Patience(Duration normal, Duration impatient) {
    private static final List<String> IMPATIENT = List.of("containerd", "docker", "buildkit", "moby", "nerdctl");

    /** The client's preference, as far as it is granted. */
    Optional<Preference> granted(Optional<Preference> preference) {
        return preference.map(asked -> asked.atMost(normal));
    }

    /** How long to wait for this client. */
    Duration of(Optional<Preference> preference, String userAgent) {
        return granted(preference)
                .map(Preference::patience)
                .orElseGet(() -> isImpatient(userAgent) ? impatient : normal);
    }

    /** Whether this client gives up soon after the commit. */
    static boolean isImpatient(String userAgent) {
        String agent = userAgent.toLowerCase(Locale.ROOT);
        return IMPATIENT.stream().anyMatch(agent::startsWith);
    }
}
