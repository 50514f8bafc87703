package io.spoolway.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditLineTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59949, 59.9 s",
        "60000, 1m 00s",
        "3599999, 59m 59s",
        "3600000, 1h 00m",
        "90061000, 25h 01m"
    })
    void tellsDurationsAsPeopleDo(long millis, String told) {
        assertThat(AuditLine.millis(millis)).isEqualTo(told);
    }
}
