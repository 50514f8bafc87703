package io.spoolway.cli.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a {@code text/event-stream} (HTML standard, section 9.2.6, "Interpreting an event stream"). */
final class ServerSentEvents implements AutoCloseable {
    private final BufferedReader lines;
    private String lastId;

    /** @param lastId the id before the first event */
    ServerSentEvents(InputStream stream, String lastId) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.lastId = lastId;
    }

    /**
     * The data of the next event; what is cut off in the middle is none.
     *
     * @return empty at the end of the stream
     */
    Optional<String> next() throws IOException {
        StringBuilder data = new StringBuilder();
        String id = lastId;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                // an event without data only moves the id on
                lastId = id;
                if (!data.isEmpty()) {
                    return Optional.of(data.substring(0, data.length() - 1));
                }
                continue;
            }
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "data" -> data.append(value).append('\n');
                case "id" -> id = value;
                default -> {
                    // a comment, or a field that is not needed here
                }
            }
        }
        return Optional.empty();
    }

    /** Where to go on after what was read. */
    String lastId() {
        return lastId;
    }

    /** Whether the next line has arrived already. */
    boolean hasMore() throws IOException {
        return lines.ready();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
