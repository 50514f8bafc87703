package io.spoolway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Looks whether ports can be had before anything is started, so that a taken one costs a line and not a half-started
 * stack. Nothing reserves them: whoever binds them may still find them taken.
 */
final class PortCheck {
    private PortCheck() {}

    /**
     * A port that something is to listen on.
     *
     * @param what is to listen, for the message
     * @param option that chooses another port
     */
    record Port(String what, String option, int number) {
        /** @throws CommandFailure when it is taken */
        void requireFree() {
            if (number == 0) {
                return;
            }
            // Loopback is where the stack listens. A wildcard listener of somebody else takes it too on Linux, but not
            // everywhere.
            requireFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
            requireFree(new InetSocketAddress(number));
        }

        private void requireFree(InetSocketAddress address) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            } catch (IOException e) {
                throw new CommandFailure(
                        "port %d, for %s, cannot be had: %s. Stop what listens there, or choose another with %s."
                                .formatted(number, what, e.getMessage(), option),
                        e);
            }
        }
    }
}
