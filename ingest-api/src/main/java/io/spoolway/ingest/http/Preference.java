package io.spoolway.ingest.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client is willing to wait (RFC 7240).
 *
 * @param patience at most so long; zero for {@code respond-async}
 * @param applied what {@code Preference-Applied} says
 */
public record Preference(Duration patience, String applied) {
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,6})\"?");

    /**
     * Reads a {@code Prefer} header, all lines as one; preferences of other kinds are ignored, as the RFC asks.
     *
     * <p>Of a preference that is there twice the first counts (section 2). Both together, {@code respond-async, wait=10}, mean: wait so long, and then answer asynchronously.
     */
    public static Optional<Preference> parse(String header) {
        boolean async = false;
        Optional<Long> seconds = Optional.empty();
        for (String part : header.toLowerCase(Locale.ROOT).split("[,;]")) {
            Matcher wait = WAIT.matcher(part.strip());
            if (wait.matches() && seconds.isEmpty()) {
                seconds = Optional.of(Long.parseLong(wait.group(1)));
            }
            async |= part.strip().equals("respond-async");
        }
        if (seconds.isPresent()) {
            String applied = async ? "respond-async, wait=" + seconds.get() : "wait=" + seconds.get();
            return Optional.of(new Preference(Duration.ofSeconds(seconds.get()), applied));
        }
        return async ? Optional.of(new Preference(Duration.ZERO, "respond-async")) : Optional.empty();
    }

    /** The same, but for a wait of more than {@code cap}, of which only so much is applied. */
    public Preference atMost(Duration cap) {
        return patience.compareTo(cap) <= 0
                ? this
                : new Preference(cap, applied.replace("wait=" + patience.toSeconds(), "wait=" + cap.toSeconds()));
    }
}
