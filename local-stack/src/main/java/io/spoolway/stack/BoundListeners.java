package io.spoolway.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The sockets of a broker, bound before there is a broker. So a port is known, and certainly free, when it goes into
 * the configuration; a port only looked up could be gone when Kafka binds it, and Kafka ends the JVM over that.
 */
final class BoundListeners implements ServerSocketFactory, AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Map<String, ServerSocketChannel> channels = new HashMap<>();

    /**
     * Binds a listener on 127.0.0.1.
     *
     * @param port 0 chooses a free one
     * @return where clients reach it, as {@code host:port}
     * @throws IOException if the port is taken
     */
    String bind(String listener, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channels.put(listener, channel);
        channel.configureBlocking(false);
        try {
            channel.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + port, e);
        }
        return LOOPBACK.getHostAddress() + ":" + channel.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes) throws IOException {
        ServerSocketChannel channel = channels.get(listener);
        if (channel == null) {
            throw new IOException("no such listener: " + listener);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : channels.values()) {
            channel.close();
        }
    }
}
