package io.spoolway.ingest.http;

import io.javalin.http.Context;
import io.spoolway.event.Client;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.telemetry.LogContext;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the checked values out of a request; each throws {@link ApiException} with the code that fits. */
public final class RequestHeaders {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/(?:\\d+|\\*))?");
    private static final Pattern RANGE =
            Pattern.compile("bytes=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*", Pattern.CASE_INSENSITIVE);

    private RequestHeaders() {}

    /**
     * A range of bytes.
     *
     * @param last inclusive
     */
    public record ByteRange(long first, long last) {
        public long length() {
            return last - first + 1;
        }
    }

    /** The repository in the path: what the request is about, also in the log. */
    public static RepositoryName repository(Context ctx) {
        try {
            RepositoryName repository = new RepositoryName(ctx.pathParam("name"));
            LogContext.repository(repository.toString());
            return repository;
        } catch (IllegalArgumentException e) {
            throw OciError.NAME_INVALID.because(String.valueOf(e.getMessage()));
        }
    }

    /** A digest, wherever it came from: what the request is about, also in the log. */
    public static Digest digest(String text) {
        try {
            Digest digest = Digest.parse(text);
            LogContext.digest(digest.toString());
            return digest;
        } catch (IllegalArgumentException e) {
            throw OciError.DIGEST_INVALID.because(String.valueOf(e.getMessage()));
        }
    }

    /** A header that is a list, with all its lines as one (RFC 9110, section 5.3). */
    public static Optional<String> lines(Context ctx, String name) {
        List<String> lines = Collections.list(ctx.req().getHeaders(name));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    /** Who sent the request. */
    public static Client client(Context ctx) {
        return new Client(
                ClientAddress.of(ctx), Optional.ofNullable(ctx.userAgent()).orElse(""));
    }

    /**
     * How many bytes the body has; empty when it is sent with chunked transfer encoding.
     *
     * <p>Not {@code ctx.contentLength()}, which is an int.
     */
    public static OptionalLong contentLength(Context ctx) {
        long length = ctx.req().getContentLengthLong();
        return length >= 0 ? OptionalLong.of(length) : OptionalLong.empty();
    }

    /** Whether the request has a body at all. */
    public static boolean hasBody(Context ctx) {
        OptionalLong length = contentLength(ctx);
        return length.isPresent() ? length.getAsLong() > 0 : ctx.header("Transfer-Encoding") != null;
    }

    /**
     * The Content-Range of a chunk: {@code <first>-<last>}, as the OCI Distribution specification has it ("Pushing a blob in
     * chunks"), or {@code bytes first-last/size} of RFC 9110. It must agree with the Content-Length. The specification has no
     * status for another form but 416, and 404, for PATCH ("Endpoints"); the session goes on.
     */
    public static Optional<ByteRange> contentRange(Context ctx) {
        return contentRange(ctx.header("Content-Range"), contentLength(ctx));
    }

    static Optional<ByteRange> contentRange(@Nullable String header, OptionalLong contentLength) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher matcher = CONTENT_RANGE.matcher(header.strip());
        if (!matcher.matches()) {
            throw OciError.RANGE_INVALID.because(
                    "Content-Range \"%s\" is not of the form <first>-<last>".formatted(header));
        }
        ByteRange range = new ByteRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        if (range.length() < 1) {
            throw OciError.RANGE_INVALID.because("Content-Range \"%s\" ends before it begins".formatted(header));
        }
        if (contentLength.isPresent() && contentLength.getAsLong() != range.length()) {
            throw OciError.SIZE_INVALID.because("Content-Range \"%s\" means %d bytes, but Content-Length is %d"
                    .formatted(header, range.length(), contentLength.getAsLong()));
        }
        return Optional.of(range);
    }

    /**
     * The Range of a read (RFC 9110, section 14.2), fitted to an object of this size; empty to send all of it. That is also
     * the answer to what is no range, to other units, to several ranges (a server may ignore them, and those who ask for them take
     * the whole for an answer), and for an object without bytes, which no range can be within.
     *
     * @throws ApiException 416 when it lies outside of the object, or ends before it begins: a server may ignore such a one
     *     or reject it, and the conformance suite of the OCI Distribution specification wants it rejected
     */
    public static Optional<ByteRange> range(String header, long size) {
        Matcher matcher = RANGE.matcher(header);
        if (!matcher.matches() || size == 0) {
            return Optional.empty();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty() && to.isEmpty()) {
            return Optional.empty();
        }
        // however many digits there are: what is past a long is past every blob
        BigInteger length = BigInteger.valueOf(size);
        BigInteger first = from.isEmpty() ? length.subtract(new BigInteger(to)) : new BigInteger(from);
        BigInteger last = from.isEmpty() || to.isEmpty() ? length.subtract(BigInteger.ONE) : new BigInteger(to);
        if (!from.isEmpty() && last.compareTo(first) < 0 && first.compareTo(length) < 0) {
            throw notSatisfiable("Range \"%s\" ends before it begins".formatted(header), size);
        }
        if (first.compareTo(length) >= 0) {
            throw notSatisfiable(
                    "Range \"%s\" lies outside of the blob, which has %d bytes".formatted(header, size), size);
        }
        return Optional.of(new ByteRange(
                first.max(BigInteger.ZERO).longValueExact(),
                last.min(length.subtract(BigInteger.ONE)).longValueExact()));
    }

    private static ApiException notSatisfiable(String why, long size) {
        return OciError.RANGE_NOT_SATISFIABLE.because(why, Map.of("Content-Range", "bytes */" + size));
    }
}
