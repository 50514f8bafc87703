package io.spoolway.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP client below the object store, sized for its parallelism. */
public final class StoreHttp {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /** Servers close what is idle for longer, S3Proxy after 30 s, and a read that takes such a connection fails. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private StoreHttp() {}

    /**
     * A client with threads and connections of its own.
     *
     * @param parallelism how many requests it sends at once, at most, 1 or more; others wait
     */
    public static OkHttpClient client(int parallelism) {
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("store-", 0).factory()));
        dispatcher.setMaxRequests(parallelism);
        dispatcher.setMaxRequestsPerHost(parallelism);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(parallelism, IDLE.toSeconds(), TimeUnit.SECONDS))
                .socketFactory(new NoDelaySocketFactory())
                .protocols(java.util.List.of(Protocol.HTTP_1_1))
                // it would send a conditional create again whose answer was lost, and take its own object for another's
                .retryOnConnectionFailure(false)
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(READ_TIMEOUT)
                .writeTimeout(READ_TIMEOUT)
                .build();
    }

    /** OkHttp leaves Nagle's algorithm on, which costs a small PUT 40 ms (see docs/DECISIONS.md). */
    private static final class NoDelaySocketFactory extends SocketFactory {
        private final SocketFactory sockets = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            return noDelay(sockets.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return noDelay(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return noDelay(sockets.createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return noDelay(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return noDelay(sockets.createSocket(host, port, localHost, localPort));
        }

        private static Socket noDelay(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}
