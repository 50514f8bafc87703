package io.spoolway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    @Test
    void theReadmeListsEverySettingWithItsDefault() throws IOException {
        String table = Arrays.stream(Setting.values())
                .map(setting -> "| `%s` | %s | %s |"
                        .formatted(
                                setting.variable(),
                                setting.defaultValue()
                                        .filter(value -> !value.isEmpty())
                                        .map(value -> "`" + value + "`")
                                        .orElse(""),
                                setting.description()))
                .collect(Collectors.joining(
                        "\n",
                        "<!-- settings -->\n| variable | default | what |\n| --- | --- | --- |\n",
                        "\n<!-- /settings -->"));

        assertThat(Files.readString(Path.of("..", "README.md"))).contains(table);
    }
}
