package io.spoolway.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The one interface the stack listens on. */
final class Loopback {

    static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    /**
     * Returns a port that nothing listens on at this moment. Nothing reserves it: whoever binds it must be ready to
     * find it taken.
     */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), 0));
            return socket.getLocalPort();
        }
    }
}
