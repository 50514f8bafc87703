package io.spoolway.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    private static final String USER_AGENT = "a\u001b[2Jb\u009b2Jc\u007fd";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void noControlCharacterOfOthersReachesATerminal() {
        assertThat(Printable.text(USER_AGENT + "\r\n\t\u0000\u0085")).isEqualTo("a?[2Jb?2Jc?d?????");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEventIsOneLineWithoutControlCharacters(boolean json) throws Exception {
        String event = JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(JSON.createObjectNode()
                        .put("type", "spoolway.upload.rejected")
                        .set(
                                "data",
                                JSON.createObjectNode()
                                        .set("facts", JSON.createObjectNode().put("reason", USER_AGENT))));
        StringWriter printed = new StringWriter();
        new AuditOutput(new PrintWriter(printed), json).print(event);

        String line = printed.toString().stripTrailing();
        assertThat(line.chars().filter(Character::isISOControl)).isEmpty();
        if (json) {
            assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree(event));
        }
    }
}
