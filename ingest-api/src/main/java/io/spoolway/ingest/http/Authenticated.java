package io.spoolway.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spoolway.event.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Whom the proxy before this service has authenticated, as a header of its says. Looked at before anything is done for a request.
 *
 * <p>The proxy must set the header in every request, or take it out of those that it has not authenticated anybody of. One that
 * adds a line lets its client's own pass: a request with two is refused rather than believed.
 */
public final class Authenticated implements Handler {
    private static final String ATTRIBUTE = Authenticated.class.getName();

    private final Optional<String> header;

    /** @param header its name; empty when no header is to be believed */
    public Authenticated(Optional<String> header) {
        this.header = header;
    }

    /** Who asks; empty when that is nobody who was authenticated. */
    public static Optional<Subject> subject(Context ctx) {
        return Optional.ofNullable(ctx.attribute(ATTRIBUTE));
    }

    /** @throws ApiException 403 when the header comes twice, is too long, or has control characters */
    @Override
    public void handle(Context ctx) {
        header.flatMap(name -> subject(ctx, name)).ifPresent(subject -> ctx.attribute(ATTRIBUTE, subject));
    }

    private static Optional<Subject> subject(Context ctx, String name) {
        List<String> lines = Collections.list(ctx.req().getHeaders(name));
        if (lines.size() > 1) {
            throw denied(name, "it comes %d times, so it is not the proxy's alone".formatted(lines.size()));
        }
        try {
            return lines.stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> new Subject(decoded(line.strip())))
                    .findFirst();
        } catch (IllegalArgumentException e) {
            throw denied(name, String.valueOf(e.getMessage()));
        }
    }

    /** Names are not all ASCII, and proxies send them in UTF-8; Jetty reads a header as ISO-8859-1 (RFC 9110, section 5.5). */
    private static String decoded(String line) {
        return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static ApiException denied(String name, String why) {
        return OciError.DENIED.because(
                "the header %s does not say who is authenticated: %s. Whoever runs the registry has to look at its proxy."
                        .formatted(name, why));
    }
}
