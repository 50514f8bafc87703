package io.spoolway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of a tag in the OCI Distribution specification 1.1, "Pulling manifests". */
class TagTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_", "latest", "v1.2.3-rc.1_x", "_.-", "A..b--c"})
    void isATag(String text) {
        assertThat(new Tag(text)).hasToString(text);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", ".a", "-a", "a b", "a/b", "a:b", "a@b", "ä", "a\n"})
    void isNoTag(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(text)).withMessageContaining("is not valid");
    }

    @Test
    void hasAtMost128Characters() {
        assertThat(new Tag("a".repeat(128)).value()).hasSize(128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tag("a".repeat(129)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }
}
