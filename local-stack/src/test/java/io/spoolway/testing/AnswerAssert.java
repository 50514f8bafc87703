package io.spoolway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** What the protocol says of an answer, in its words. Every failure shows the whole answer. */
public final class AnswerAssert extends AbstractAssert<AnswerAssert, HttpResponse<byte[]>> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerAssert(HttpResponse<byte[]> answer) {
        super(answer, AnswerAssert.class);
    }

    public static AnswerAssert assertThatAnswer(HttpResponse<byte[]> answer) {
        return new AnswerAssert(answer);
    }

    public AnswerAssert hasStatus(int status) {
        return check(actual.statusCode() == status, "status " + status);
    }

    public AnswerAssert hasHeader(String name, String value) {
        return check(header(name).equals(Optional.of(value)), name + ": " + value);
    }

    public AnswerAssert hasHeaderLike(String name, String pattern) {
        return check(header(name).filter(value -> value.matches(pattern)).isPresent(), name + " like " + pattern);
    }

    public AnswerAssert hasNoHeader(String name) {
        return check(header(name).isEmpty(), "no header " + name);
    }

    public AnswerAssert hasBody(byte[] body) {
        return check(Arrays.equals(actual.body(), body), "the " + body.length + " bytes of the body");
    }

    /** {@code 201}, and where the blob is read. */
    public AnswerAssert isCreated(String blobPath) {
        String digest = blobPath.substring(blobPath.lastIndexOf('/') + 1);
        return hasStatus(201).hasHeader("Location", blobPath).hasHeader("Docker-Content-Digest", digest);
    }

    /** Whatever the status: the upload goes on, from this byte, at the URL that the answer gives. */
    public AnswerAssert goesOnAt(long offset) {
        return hasHeader("Upload-Offset", Long.toString(offset))
                .hasHeader("Range", "0-" + Math.max(0, offset - 1))
                .hasHeaderLike("Location", "/v2/.+/blobs/uploads/[0-9a-f-]{36}\\?_state=.+");
    }

    /** An error in the format of the OCI Distribution specification ("Error Codes"): one, with a code and a message. */
    public AnswerAssert isError(int status, String code) {
        hasStatus(status).hasHeader("Content-Type", "application/json");
        try {
            JsonNode body = JSON.readTree(actual.body());
            JsonNode error = body.path("errors").path(0);
            boolean wellFormed = body.size() == 1
                    && body.path("errors").size() == 1
                    && error.path("code").asText().equals(code)
                    && !error.path("message").asText().isBlank();
            return check(wellFormed, "the error " + code);
        } catch (IOException e) {
            return check(false, "a body in JSON");
        }
    }

    private Optional<String> header(String name) {
        return actual.headers().firstValue(name);
    }

    private AnswerAssert check(boolean holds, String expected) {
        if (!holds) {
            failWithMessage("expected %s, but the answer was%n  %s", expected, shown());
        }
        return this;
    }

    private String shown() {
        return actual.body().length > 1000
                ? actual.statusCode() + " " + actual.headers().map() + " and " + actual.body().length + " bytes"
                : Registry.describe(actual);
    }
}
