package io.spoolway.auditor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource({
        "library/*,     library/alpine,     true",
        "library/*,     library/a/b,        false",
        "library/*,     library,            false",
        "library/*,     other/alpine,       false",
        "library/**,    library/a/b,        true",
        "**/alpine,     a/b/alpine,         true",
        "**,            a/b/c,              true",
        "*,             alpine,             true",
        "*,             library/alpine,     false",
        "team-*/app.v1, team-a/app.v1,      true",
        "team-*/app.v1, team-a/appxv1,      false",
        "library/alpine, library/alpine,    true",
        "library/alpine, library/alpine2,   false",
    })
    void aStarStaysWithinOnePartOfANameAndTwoDoNot(String pattern, String repository, boolean matches) {
        assertThat(RepositoryPattern.of(pattern).matches(repository)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Library/*", "a b", "(a+)+", "a\\Qb", "library/?"})
    void whatNoNameCanBeIsRefused(String pattern) {
        assertThatThrownBy(() -> RepositoryPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repositoryAndTypeMustBothPass() {
        Filter filter = new Filter(
                List.of(RepositoryPattern.of("a/*"), RepositoryPattern.of("b/*")), Set.of("spoolway.blob.linked"));

        assertThat(filter.passes("spoolway.blob.linked", "b/x")).isTrue();
        assertThat(filter.passes("spoolway.blob.linked", "c/x")).isFalse();
        assertThat(filter.passes("spoolway.blob.verified", "a/x")).isFalse();
        assertThat(Filter.ALL.passes("spoolway.blob.verified", "c/x")).isTrue();
    }
}
