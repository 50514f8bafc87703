package io.spoolway.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection that breaks off where a well-behaved HTTP client would not: what is sent is written here byte by byte. */
public final class RawConnection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /** Connects and sends the head of a request; its body is up to the caller. */
    public static RawConnection open(String method, URI url, String... headers) throws IOException {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return openPath(method, url, url.getRawPath() + query, headers);
    }

    /** The same for what a {@link URI} would not take as its path. */
    public static RawConnection openPath(String method, URI server, String path, String... headers) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append("%s %s HTTP/1.1\r\n".formatted(method, path));
        head.append("Host: %s\r\n".formatted(server.getAuthority()));
        for (int i = 0; i < headers.length; i += 2) {
            head.append("%s: %s\r\n".formatted(headers[i], headers[i + 1]));
        }
        RawConnection connection = new RawConnection(new Socket(server.getHost(), server.getPort()));
        connection.send(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return connection;
    }

    public RawConnection send(String ascii) throws IOException {
        return send(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends no more, and reads what the server says to that until it closes the connection. */
    public String answerToEnd() throws IOException {
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads the first line of the answer, while the request is still open. */
    public String statusLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Ends the connection, wherever it stands. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
