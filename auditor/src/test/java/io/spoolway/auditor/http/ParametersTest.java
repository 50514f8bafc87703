package io.spoolway.auditor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.auditor.view.UploadQuery;
import io.spoolway.spool.UploadId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "90s, 2026-01-31T11:58:30Z",
        "15m, 2026-01-31T11:45:00Z",
        "12h, 2026-01-31T00:00:00Z",
        "7d, 2026-01-24T12:00:00Z",
        "0s, 2026-01-31T12:00:00Z",
        "2025-12-24T18:30:00Z, 2025-12-24T18:30:00Z",
        "2025-12-24T18:30:00.123+01:00, 2025-12-24T17:30:00.123Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    })
    void readsATimeOrHowLongAgoItWas(String value, Instant time) {
        assertThat(Parameters.time(value, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "15",
                "15 minutes",
                "-5m",
                "2026-01-31",
                "999999999999d",
                "999999999999999d",
                "30000d",
                "+1000000000-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "10000-01-01T00:00:00Z"
            })
    void refusesWhatIsNoTime(String value) {
        assertThatThrownBy(() -> Parameters.time(value, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it must be a time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1001", "1e2", "12345678901234567890", "٣", "7 "})
    void namesANumberThatIsNone(String value) {
        assertThatThrownBy(() -> limit(List.of(value)))
                .isInstanceOf(Problem.class)
                .hasMessage("limit is \"%s\": it must be a whole number from 1 to 1000", value);
    }

    @Test
    void refusesAParameterThatIsGivenTwice() {
        assertThatThrownBy(() -> limit(List.of("1", "2")))
                .isInstanceOf(Problem.class)
                .hasMessage("limit is given 2 times, but can have one value");
    }

    @Test
    void refusesAParameterThatItDoesNotKnow() {
        assertThatThrownBy(() ->
                        Parameters.read(Map.of("repo", List.of("a")), Set.of("repository", "limit"), parameters -> ""))
                .isInstanceOf(Problem.class)
                .hasMessage("there is no parameter \"repo\"; there are limit, repository");
    }

    @Test
    void namesAllThatIsWrong() {
        assertThatThrownBy(() -> uploads("stat=linked&repository=A&stalled=maybe&limit=0&since=7d"))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(
                        "there is no parameter \"stat\"",
                        "repository is \"A\"",
                        "stalled is \"maybe\": it must be true or false",
                        "limit is \"0\": it must be a whole number from 1 to 1000")
                .message()
                .doesNotContain("since is");
    }

    @Test
    void aPageThatFollowsIsAskedForAsTheFirstOneWas() {
        UploadQuery query = uploads("repository=library/alpine&state=rejected&stalled=true&digest=sha256:"
                + "0a".repeat(32) + "&since=7d&limit=3");
        UploadId reached = UploadId.next();

        assertThat(uploads(URI.create(query.after(reached).url()).getRawQuery()))
                .isEqualTo(query.after(reached));
        assertThat(query.since().orElseThrow())
                .isBetween(
                        Instant.now().minus(Duration.ofDays(8)), Instant.now().minus(Duration.ofDays(6)));
    }

    private static int limit(List<String> values) {
        return Parameters.read(
                Map.of("limit", values), Set.of("limit"), parameters -> parameters.number("limit", 1, 1000, 50));
    }

    private static UploadQuery uploads(String query) {
        Map<String, List<String>> values = Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> List.of(URLDecoder.decode(pair[1], StandardCharsets.UTF_8))));
        return Parameters.read(values, ListUploads.PARAMETERS, ListUploads::query);
    }
}
