package io.spoolway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.spoolway.testing.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each error is taken for, written out with the status and code that Amazon's API reference has for it. */
class AnswersOfTheStoreTest {
    private static final String ETAG = "00000000000000000000000000000000";

    private HttpServer server;
    private ObjectStore store;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        store = Stores.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.stop(0);
    }

    private void answerWith(int status, String code) {
        byte[] body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>told so</Message><RequestId>1</RequestId></Error>""".formatted(code).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                boolean isHead = exchange.getRequestMethod().equals("HEAD");
                exchange.getResponseHeaders().add("Content-Type", "application/xml");
                exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
                if (!isHead) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized",
        "403, AccessDenied",
        "403, AccountProblem",
        "403, InvalidAccessKeyId",
        "403, RequestTimeTooSkewed",
        "403, SignatureDoesNotMatch",
        "400, AuthorizationHeaderMalformed",
        "400, ExpiredToken",
        "400, InvalidToken",
        "404, NoSuchBucket"
    })
    void whatIsWrongWithTheProcessOrTheBucketIsADenialWhateverWasAskedFor(int status, String code) {
        answerWith(status, code);

        assertDenied(code, () -> store.open("key"));
        assertDenied(code, () -> store.openIfMatch("key", ETAG));
        assertDenied(code, () -> store.copyIfMatch("key", ETAG, 1, "copy"));
        assertDenied(code, () -> store.put("key", ObjectBody.of("text")));
        assertDenied(code, () -> store.list("").toList());
        assertDenied(code, () -> store.delete(List.of("key")));
    }

    private static void assertDenied(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.Denied.class).isThrownBy(call).withMessageContaining(code);
    }

    /** Of an expired key S3 says 400, and an answer to a HEAD says no more than that. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void aHeadThatIsNotAnsweredToThisProcessIsADenial(int status) {
        answerWith(status, "");

        assertThatExceptionOfType(StoreException.Denied.class).isThrownBy(() -> store.head("key"));
    }

    /** S3 has 403 for what is not there when the key may not list the bucket; then no upload could be told from a denial. */
    @Test
    void aStoreThatDoesNotSayWhatIsNotThereIsNotUsable() {
        byte[] deleted =
                "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("ETag", '"' + ETAG + '"');
                exchange.getResponseHeaders().add("Content-Type", "application/xml");
                switch (exchange.getRequestMethod()) {
                    case "HEAD" -> exchange.sendResponseHeaders(403, -1);
                    case "POST" -> {
                        exchange.sendResponseHeaders(200, deleted.length);
                        exchange.getResponseBody().write(deleted);
                    }
                    default -> exchange.sendResponseHeaders(200, -1);
                }
            }
        });

        assertThatExceptionOfType(StoreException.Denied.class)
                .isThrownBy(() -> StoreProbe.probe(store, "probe/"))
                .withMessageContaining("head of probe/");
    }

    @ParameterizedTest
    @CsvSource({"400, BadDigest", "400, InvalidRequest", "405, MethodNotAllowed"})
    void whatIsWrongWithTheRequestIsARefusal(int status, String code) {
        answerWith(status, code);

        assertThatExceptionOfType(StoreException.Refused.class)
                .isThrownBy(() -> store.put("key", ObjectBody.of("text")))
                .withMessageContaining(code);
    }

    @ParameterizedTest
    @CsvSource({
        "409, OperationAborted",
        "409, ConditionalRequestConflict",
        "429, TooManyRequests",
        "500, InternalError",
        "503, SlowDown"
    })
    void whatIsWrongWithTheStoreIsAPassingFault(int status, String code) {
        answerWith(status, code);

        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> store.put("key", ObjectBody.of("text")))
                .withMessageContaining(code);
    }

    @Test
    void anObjectThatIsNotThereIsMissing() {
        answerWith(404, "NoSuchKey");

        assertThat(store.open("key")).isEqualTo(new OpenResult.Missing());
        assertThat(store.head("key")).isEmpty();
        assertThat(store.copyIfMatch("key", ETAG, 1, "copy")).isEqualTo(CopyResult.SOURCE_MISSING);
    }

    /** Such as by a rule of the bucket, while a linker was suspended: the source of the copy may well be there. */
    @Test
    void aMultipartUploadThatWasDroppedSaysNothingOfWhatIsCopiedToIt() {
        byte[] started = """
                <InitiateMultipartUploadResult><Bucket>spoolway</Bucket><Key>key</Key><UploadId>1</UploadId>\
                </InitiateMultipartUploadResult>""".getBytes(StandardCharsets.UTF_8);
        byte[] dropped =
                "<Error><Code>NoSuchUpload</Code><Message>told so</Message></Error>".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                boolean isStart = "uploads=".equals(exchange.getRequestURI().getQuery());
                byte[] answer = isStart ? started : dropped;
                exchange.getResponseHeaders().add("Content-Type", "application/xml");
                exchange.sendResponseHeaders(isStart ? 200 : 404, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });

        try (MultipartObject object = store.startMultipart("key")) {
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> object.copyPart(1, "source", ETAG))
                    .withMessageContaining("NoSuchUpload");
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(() -> object.putPart(2, ObjectBody.of("text")));
        }
    }
}
