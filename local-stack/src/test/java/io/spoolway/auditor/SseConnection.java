package io.spoolway.auditor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection to {@code /events}, which may be cut off at any byte. */
final class SseConnection implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;
    private final String status;
    private String lastId = "";

    /** @param id empty when nothing moved it on */
    record Event(String id, String type, String data) {}

    private SseConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        this.status = String.valueOf(lines.readLine());
        String header = lines.readLine();
        while (header != null && !header.isEmpty()) {
            header = lines.readLine();
        }
    }

    /** Asks in HTTP 1.0, so that the body is what is sent until the connection ends. */
    static SseConnection open(URI url, @Nullable String lastEventId) throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(Math.toIntExact(Duration.ofMinutes(2).toMillis()));
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String resume = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        socket.getOutputStream()
                .write("GET %s%s HTTP/1.0\r\nHost: %s\r\n%s\r\n"
                        .formatted(url.getRawPath(), query, url.getAuthority(), resume)
                        .getBytes(StandardCharsets.US_ASCII));
        return new SseConnection(socket);
    }

    /** Such as {@code HTTP/1.1 200 OK}. */
    String status() {
        return status;
    }

    /** Where to go on after what was read. */
    String lastId() {
        return lastId;
    }

    /** The next event, or an id without one; empty when the connection ended. */
    Optional<Event> next() throws IOException {
        String id = lastId;
        String type = "";
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                lastId = id;
                return Optional.of(new Event(id, type, data));
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        return Optional.empty();
    }

    /** The next ones that have data. */
    List<Event> events(int count) throws IOException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            Event event = next().orElseThrow(() -> new AssertionError("ended after " + events));
            if (!event.data().isEmpty()) {
                events.add(event);
            }
        }
        return events;
    }

    /** All that have data, until the connection ends. */
    List<Event> rest() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            if (!event.get().data().isEmpty()) {
                events.add(event.get());
            }
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
