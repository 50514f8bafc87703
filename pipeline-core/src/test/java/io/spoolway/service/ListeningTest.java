package io.spoolway.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListeningTest {
    @Test
    void whatCannotBeHadIsNamedWithItsSetting() throws Exception {
        try (Monitoring monitoring = new Monitoring();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> Listening.at(
                            "127.0.0.1", port, () -> MonitoringServer.start("127.0.0.1", port, monitoring)))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContainingAll("127.0.0.1:" + port, "SPOOLWAY_HTTP_PORT")
                    .message()
                    .hasLineCount(1);
        }
        assertThatThrownBy(() -> Listening.at("no-such-host.invalid", 1, () -> "started"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("no-such-host.invalid", "SPOOLWAY_HTTP_HOST");
    }
}
