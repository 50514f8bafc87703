package io.spoolway.cli.push;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an upload stands, as an answer about it tells.
 *
 * @param location where its next request goes: every answer may name another
 * @param offset how many bytes the registry has
 */
record UploadPosition(URI location, long offset) {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    /**
     * Reads an answer with a position.
     *
     * @param expected the offset that this answer confirms if it says nothing exact
     */
    static UploadPosition of(HttpResponse<?> answer, long expected) {
        HttpHeaders headers = answer.headers();
        URI location = headers.firstValue("Location")
                .map(text -> answer.uri().resolve(text))
                .orElse(answer.uri());
        return new UploadPosition(location, offset(headers, expected).orElse(expected));
    }

    /**
     * The number of bytes that headers tell of. {@code Upload-Offset} is exact. {@code Range: 0-<last byte>}, which is all
     * that the OCI Distribution specification has, cannot tell none from one: {@code 0-0} is sent for both, so there the
     * expected one of the two counts.
     */
    static OptionalLong offset(HttpHeaders headers, long expected) {
        Optional<String> exact = headers.firstValue("Upload-Offset").map(String::strip);
        if (exact.isPresent() && exact.get().matches("\\d{1,18}")) {
            return OptionalLong.of(Long.parseLong(exact.get()));
        }
        Matcher range = RANGE.matcher(headers.firstValue("Range").orElse("").strip());
        if (!range.matches()) {
            return OptionalLong.empty();
        }
        long last = Long.parseLong(range.group(1));
        return OptionalLong.of(last == 0 ? Math.clamp(expected, 0, 1) : last + 1);
    }
}
