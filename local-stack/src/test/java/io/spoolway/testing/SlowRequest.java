package io.spoolway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A PATCH whose client stops in the middle of the body, until it is told to go on. */
public final class SlowRequest implements AutoCloseable {
    private final Socket socket;
    private final byte[] rest;

    private SlowRequest(Socket socket, byte[] rest) {
        this.socket = socket;
        this.rest = rest;
    }

    /** Sends the head and the first half of the body. */
    public static SlowRequest begin(URI url, byte[] body) throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        String head = "PATCH %s?%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                .formatted(url.getRawPath(), url.getRawQuery(), url.getAuthority(), body.length);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        first.write(body, 0, body.length / 2);
        first.writeTo(socket.getOutputStream());
        byte[] rest = new byte[body.length - body.length / 2];
        System.arraycopy(body, body.length / 2, rest, 0, rest.length);
        return new SlowRequest(socket, rest);
    }

    /** Sends the other half and returns the answer: its head and all. */
    public String finish() throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(rest);
        out.flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
