package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of another auditor, and of none. */
class RemoteViewTest {
    private static final CountsQuery QUERY = new CountsQuery(Optional.of(new RepositoryName("a/b")), 5);
    private static final Counts COUNTS = new Counts(Set.of(1), Map.of("linking", 2L), 1, Activity.NONE, List.of());

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile byte[] body = AuditJson.write(COUNTS);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Spoolway-Scope"));
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    private RemoteView remote() {
        return new RemoteView(
                client, new HostInfo("127.0.0.1", server.getAddress().getPort()));
    }

    @Test
    void asksForWhatLiesThereOnly() throws Exception {
        assertThat(remote().counts(QUERY)).isEqualTo(COUNTS);
        assertThat(asked.take()).isEqualTo("/stats?repository=a%2Fb&minutes=5 local");
    }

    @Test
    void anUploadThatIsNotKnownThereIsNotKnown() {
        status = 404;
        assertThat(remote().upload(UploadId.next())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    void anAnswerThatIsNoneIsNotAnEmptyOne(int answer) {
        status = answer;
        assertThatThrownBy(() -> remote().counts(QUERY))
                .isInstanceOf(ViewUnavailableException.class)
                .hasMessageContaining("answered " + answer);
    }

    @Test
    void anAnswerThatCannotBeReadIsNone() {
        body = new byte[] {'?'};
        assertThatThrownBy(() -> remote().counts(QUERY)).isInstanceOf(ViewUnavailableException.class);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForTheRestOfAnAnswerThatFreezes() throws Exception {
        CountDownLatch thawed = new CountDownLatch(1);
        server.createContext("/stats", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
            try {
                thawed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try {
            assertThatThrownBy(() -> remote().counts(QUERY))
                    .isInstanceOf(ViewUnavailableException.class)
                    .hasMessageContaining("did not answer within");
        } finally {
            thawed.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "no_name"})
    void saysWhoCannotBeAsked(String host) {
        RemoteView nobody = new RemoteView(client, new HostInfo(host, 1));

        assertThatThrownBy(() -> nobody.counts(QUERY))
                .isInstanceOf(ViewUnavailableException.class)
                .hasMessageContaining("the auditor at")
                .hasMessageContaining(host);
    }
}
