package io.spoolway.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of If-Match and If-None-Match (RFC 9110, sections 13.1.1 and 13.1.2), and how their ETags compare (8.8.3.2). */
class ConditionsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // header                    | strongly | weakly
                "*                           | true     | true",
                "\"sha256:a\"                | true     | true",
                "W/\"sha256:a\"              | false    | true",
                "\"x\", \"sha256:a\"         | true     | true",
                "\"x\",W/\"sha256:a\",\"y\"  | false    | true",
                "W/\"sha256:a\", \"sha256:a\"| true     | true",
                "\"a comma, sha256:a\"       | false    | false",
                "\"x\"                       | false    | false",
                "sha256:a                    | false    | false",
                "\"\"                        | false    | false",
                "\"*\"                       | false    | false",
            })
    void anETagIsFoundInAList(String header, boolean strongly, boolean weakly) {
        assertThat(Conditions.isAnyOf(header, "\"sha256:a\"", false)).isEqualTo(strongly);
        assertThat(Conditions.isAnyOf(header, "\"sha256:a\"", true)).isEqualTo(weakly);
    }
}
