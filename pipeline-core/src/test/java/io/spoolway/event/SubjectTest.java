package io.spoolway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "alice@example.com", "CN=Ärzte, O=\"<script>\"", " "})
    void isWhateverTheProxyCallsThem(String name) {
        assertThat(new Subject(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\tb", "\u001b[31mred", "a\u0085", "\u0000"})
    void hasACharacterAndNoneThatControls(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Subject(name));
    }

    @Test
    void isBounded() {
        assertThat(new Subject("x".repeat(256)).name()).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subject("x".repeat(257)))
                .withMessage("a subject has 1 to 256 characters, and not 257");
    }
}
