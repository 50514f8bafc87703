package io.spoolway.store;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DeleteObjects answers 200, and tells in the body which keys it did not delete. The servers of the local stack delete all that
 * they are asked to, so here the answer is written out as Amazon's API reference has it.
 */
class KeysThatAreNotDeletedTest {
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

    private void answerWith(String code) {
        byte[] body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <Error><Key>spool/held</Key><Code>%s</Code><Message>no</Message></Error>
                </DeleteResult>""".formatted(code).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDenied", "InvalidRequest", "MethodNotAllowed"})
    void aKeyThatTheStoreWillNotDeleteIsARefusal(String code) {
        answerWith(code);

        assertThatExceptionOfType(StoreException.Refused.class)
                .isThrownBy(() -> store.delete(List.of("spool/held", "spool/free")))
                .withMessageContainingAll("spool/held", code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InternalError", "SlowDown", "SlowDownWrite"})
    void aKeyThatItCannotDeleteJustNowIsAPassingFault(String code) {
        answerWith(code);

        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> store.delete(List.of("spool/held")))
                .withMessageContainingAll("spool/held", code);
    }
}
