package io.spoolway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether ports can be had before anything is started, so that a taken one costs a line and not a half-started
 * stack. Nothing reserves them: whoever binds them may still find them taken.
 */
final class PortCheck {
    private PortCheck() {}

    /** Two that are to listen on the same port, if there are any. */
    static Optional<String> clash(List<Port> ports) {
        Map<Integer, Port> seen = new HashMap<>();
        for (Port port : ports) {
            Port other = seen.put(port.number(), port);
            if (port.number() != 0 && other != null) {
                return Optional.of("%s and %s are both %d: each needs a port of its own"
                        .formatted(other.option(), port.option(), port.number()));
            }
        }
        return Optional.empty();
    }

    /** @throws CommandFailure with all that are taken */
    static void requireFree(List<Port> ports) {
        List<String> taken =
                ports.stream().flatMap(port -> port.problem().stream()).toList();
        if (!taken.isEmpty()) {
            throw new CommandFailure(String.join("\n  ", taken), null);
        }
    }

    /**
     * A port that something is to listen on.
     *
     * @param what is to listen, for the message
     * @param option that chooses another port
     */
    record Port(String what, String option, int number) {
        private Optional<String> problem() {
            if (number == 0) {
                return Optional.empty();
            }
            // Loopback is where the stack listens. A wildcard listener of somebody else takes it too on Linux, but not
            // everywhere.
            return problem(new InetSocketAddress(InetAddress.getLoopbackAddress(), number))
                    .or(() -> problem(new InetSocketAddress(number)));
        }

        private Optional<String> problem(InetSocketAddress address) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(
                        "port %d, for %s, cannot be had: %s. Stop what listens there, or choose another with %s."
                                .formatted(number, what, e.getMessage(), option));
            }
        }
    }
}
