package io.spoolway.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and counts the HTTP requests that really go over the wire. */
final class RequestCounter implements AutoCloseable {
    private static final byte[] END_OF_REQUEST_LINE = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    private final URI target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();

    private RequestCounter(URI target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    static RequestCounter before(URI target) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RequestCounter counter = new RequestCounter(target, server);
        counter.threads.execute(counter::accept);
        return counter;
    }

    /** Where the client is to connect to. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(target.getHost(), target.getPort());
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                threads.execute(() -> pump(client, upstream, true));
                threads.execute(() -> pump(upstream, client, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counting) {
        byte[] buffer = new byte[64 << 10];
        int matched = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; counting && i < n; i++) {
                    boolean goesOn = buffer[i] == END_OF_REQUEST_LINE[matched];
                    matched = goesOn ? matched + 1 : buffer[i] == END_OF_REQUEST_LINE[0] ? 1 : 0;
                    if (matched == END_OF_REQUEST_LINE.length) {
                        requests.incrementAndGet();
                        matched = 0;
                    }
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException closed) {
            // one side has gone; closing tells the other
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
