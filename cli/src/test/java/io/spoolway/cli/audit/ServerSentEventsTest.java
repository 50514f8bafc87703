package io.spoolway.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {
    private static ServerSentEvents stream(String text) {
        return new ServerSentEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsEventsWhateverEndsTheirLines(String end) throws IOException {
        try (ServerSentEvents events = stream(String.join(
                end, "id: 1", "event: step", "data: first", "", "data:  two", "data:lines", "id:2", "", ""))) {
            assertThat(events.next()).hasValue("first");
            assertThat(events.lastId()).isEqualTo("1");
            assertThat(events.next()).hasValue(" two\nlines");
            assertThat(events.lastId()).isEqualTo("2");
            assertThat(events.next()).isEmpty();
        }
    }

    @Test
    void skipsCommentsAndFieldsThatItDoesNotKnow() throws IOException {
        try (ServerSentEvents events = stream(": id: 7\n:\nretry: 10\ncolour\ndata: {\"a\":\"b: c\"}\n\n")) {
            assertThat(events.next()).hasValue("{\"a\":\"b: c\"}");
            assertThat(events.lastId()).isEqualTo("before");
        }
    }

    @Test
    void anIdWithoutDataMovesOnAndIsNoEvent() throws IOException {
        try (ServerSentEvents events = stream(":\nid: 9\n\n")) {
            assertThat(events.next()).isEmpty();
            assertThat(events.lastId()).isEqualTo("9");
        }
    }

    @Test
    void whatIsCutOffIsNoEvent() throws IOException {
        try (ServerSentEvents events = stream("id: 1\ndata: whole\n\nid: 2\ndata: half\n")) {
            assertThat(events.next()).hasValue("whole");
            assertThat(events.next()).isEmpty();
            assertThat(events.lastId()).isEqualTo("1");
        }
    }
}
