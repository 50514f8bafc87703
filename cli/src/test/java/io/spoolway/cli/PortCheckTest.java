package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.cli.PortCheck.Port;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckTest {
    @Test
    void allThatAreTakenAreToldInTheirOrder() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Port> ports = List.of(
                    new Port("the broker", "--kafka-port", one.getLocalPort()),
                    new Port("the object store", "--s3-port", 0),
                    new Port("the registry API", "--port", two.getLocalPort()));

            assertThatThrownBy(() -> PortCheck.requireFree(ports))
                    .isInstanceOf(CommandFailure.class)
                    .message()
                    .hasLineCount(2)
                    .containsSubsequence("--kafka-port", "--port");
        }
    }

    @Test
    void twoThatAreTheSameAreFoundUnlessAnyFreeOneWillDo() {
        assertThat(PortCheck.clash(List.of(new Port("a", "--a", 0), new Port("b", "--b", 0), new Port("c", "--c", 5))))
                .isEmpty();
        assertThat(PortCheck.clash(List.of(new Port("a", "--a", 5), new Port("b", "--b", 6), new Port("c", "--c", 5))))
                .hasValue("--a and --c are both 5: each needs a port of its own");
    }
}
