package io.spoolway.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7240: section 2 for the header, 4.1 for respond-async, 4.3 for wait. */
class PreferenceTest {
    @ParameterizedTest(name = "Prefer: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Prefer                         | seconds | Preference-Applied
                "respond-async                    |       0 | respond-async",
                "wait=10                          |      10 | wait=10",
                "wait=0                           |       0 | wait=0",
                "respond-async, wait=10           |      10 | respond-async, wait=10",
                "wait=10, respond-async           |      10 | respond-async, wait=10",
                "wait=10,respond-async            |      10 | respond-async, wait=10",
                // not as the RFC has it, but clear
                "respond-async; wait=10           |      10 | respond-async, wait=10",
                // names in any case, white space around the equals sign, a quoted value
                "Respond-Async                    |       0 | respond-async",
                "WAIT=10                          |      10 | wait=10",
                "wait = 10                        |      10 | wait=10",
                "wait=\"10\"                      |      10 | wait=10",
                // beside preferences of other kinds
                "return=minimal, wait=10          |      10 | wait=10",
                "handling=lenient; a=b, wait=10   |      10 | wait=10",
                "respond-async, return=minimal    |       0 | respond-async",
                ", , respond-async                |       0 | respond-async",
                // of a preference that is there twice the first counts
                "wait=10, wait=20                 |      10 | wait=10",
                // a wait that is none is no preference
                "respond-async, wait=soon         |       0 | respond-async",
            })
    void tellsHowLongAClientIsWillingToWait(String header, long seconds, String applied) {
        assertThat(Preference.parse(header)).hasValue(new Preference(Duration.ofSeconds(seconds), applied));
    }

    @ParameterizedTest(name = "Prefer: {0}")
    @ValueSource(
            strings = {
                "",
                ",",
                "return=minimal",
                "respond-asynchronously",
                "no-respond-async",
                "wait",
                "wait=",
                "wait=soon",
                "wait=-1",
                "wait=1.5",
                "wait=10s",
                "await=10",
                // more than eleven days is not meant
                "wait=1000000",
                "wait=99999999999999999999",
            })
    void anythingElseIsIgnored(String header) {
        assertThat(Preference.parse(header)).isEmpty();
    }

    @ParameterizedTest(name = "Prefer: {0}, of which half a minute is granted")
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10                 | 10 | wait=10",
                "wait=30                 | 30 | wait=30",
                "wait=31                 | 30 | wait=30",
                "respond-async, wait=999 | 30 | respond-async, wait=30",
                "respond-async           |  0 | respond-async",
            })
    void aWaitIsGrantedUpToACap(String header, long seconds, String applied) {
        assertThat(Preference.parse(header).map(asked -> asked.atMost(Duration.ofSeconds(30))))
                .hasValue(new Preference(Duration.ofSeconds(seconds), applied));
    }
}
