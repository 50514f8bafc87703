package io.spoolway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of {@code <name>} in the OCI Distribution specification 1.1, "Pulling manifests". */
class RepositoryNameTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "a",
                "0",
                "alpine",
                "library/alpine",
                "a/b/c/d/e/f/g/h/i/j",
                "127.0.0.1/x",
                // one of . _ __ - within a component, and any number of -
                "a.b",
                "a_b",
                "a__b",
                "a-b",
                "a--b",
                "a-----b",
                "a.b_c__d-e/f.g",
                // words of the registry's own paths, which mean nothing in a name
                "blobs/uploads",
                "v2/manifests/tags/list",
            })
    void takesWhatTheSpecificationTakes(String name) {
        assertThat(new RepositoryName(name)).hasToString(name);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                " ",
                // upper case, and letters beyond ASCII
                "Alpine",
                "library/Alpine",
                "über",
                // slashes lie between components
                "/",
                "/a",
                "a/",
                "a//b",
                // separators lie between letters and digits, and are not mixed
                ".",
                "..",
                "../a",
                "a/../b",
                "a/.b",
                "a./b",
                "-a",
                "a-",
                "_a",
                "a_",
                "a..b",
                "a___b",
                "a.-b",
                "a_-b",
                // what a URL, a shell or a listing could take for something else
                "a b",
                "a\n",
                "a\tb",
                "a:b",
                "a@b",
                "a%2fb",
                "a\\b",
                "a?b",
                "a*b",
                // the folders beside repositories and within them
                "_layers",
                "a/_layers",
                "a/_manifests/tags",
            })
    void refusesWhatTheSpecificationRefuses(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RepositoryName(name))
                .withMessageStartingWith("repository name \"" + name + "\" is not valid");
    }

    @Test
    void hasAtMost200Characters() {
        assertThat(new RepositoryName("a".repeat(200)).value()).hasSize(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RepositoryName("a".repeat(201)))
                .withMessage("a repository name has at most 200 characters, this one has 201");
    }

    @ParameterizedTest
    @MethodSource
    void isCheckedInNoTimeHoweverItIsBuilt(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryName(name));
    }

    /** Of the longest length, and wrong only at the end: a pattern that tries every way to split them would not end. */
    static Stream<String> isCheckedInNoTimeHoweverItIsBuilt() {
        return Stream.of("a", "a-", "a_", "a/", "a--")
                .map(part -> IntStream.range(0, 199)
                        .mapToObj(i -> part.substring(i % part.length(), i % part.length() + 1))
                        .reduce("", String::concat)
                        .concat("!"));
    }
}
