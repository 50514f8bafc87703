package io.spoolway.auditor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {
    @Test
    void isReadAsItIsWritten() {
        Positions positions = new Positions(List.of(0L, 17L, 123_456_789_012L));

        assertThat(positions).hasToString("0-17-123456789012");
        assertThat(Positions.parse(positions.toString())).isEqualTo(positions);
    }

    @Test
    void moveInOnePartition() {
        assertThat(Positions.parse("1-2-3").with(1, 7)).isEqualTo(Positions.parse("1-7-3"));
    }

    @Test
    void beginAtTheBeginningOfAPartitionThatIsNew() {
        assertThat(Positions.parse("5-6").of(1)).isEqualTo(6);
        assertThat(Positions.parse("5-6").of(2)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "1--2", "1,2", "1\n2", "12345678901234567890"})
    void refuseWhatIsNone(String text) {
        assertThatThrownBy(() -> Positions.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
