package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "512KiB,524288",
        "64MiB,67108864",
        "64 MiB,67108864",
        "2GiB,2147483648",
        "1TiB,1099511627776"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "1.5MiB", "1MB", "999999999999TiB", "1 000"})
    void refusesWhatItCannotRead(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void writesTheLargestUnitThatFits() {
        assertThat(new ByteSize(1023)).hasToString("1023 B");
        assertThat(new ByteSize(1536)).hasToString("1.5 KiB");
        assertThat(new ByteSize(20_000_000)).hasToString("19.1 MiB");
    }
}
