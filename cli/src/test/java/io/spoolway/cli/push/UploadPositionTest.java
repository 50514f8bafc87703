package io.spoolway.cli.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadPositionTest {
    private static HttpHeaders headers(Map<String, String> headers) {
        Map<String, List<String>> all = new TreeMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return HttpHeaders.of(all, (name, value) -> true);
    }

    @Test
    void theExactOffsetWins() {
        assertThat(UploadPosition.offset(headers(Map.of("Range", "0-0", "Upload-Offset", "0")), 1))
                .isEqualTo(OptionalLong.of(0));
        assertThat(UploadPosition.offset(headers(Map.of("Range", "0-0", "upload-offset", "1")), 0))
                .isEqualTo(OptionalLong.of(1));
    }

    @Test
    void aRangeNamesTheLastByte() {
        assertThat(UploadPosition.offset(headers(Map.of("Range", "0-67108863")), 0))
                .isEqualTo(OptionalLong.of(67108864));
        assertThat(UploadPosition.offset(headers(Map.of("Range", "bytes=0-9")), 0))
                .isEqualTo(OptionalLong.of(10));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "67108864,1"})
    void aRangeOfNoneOrOneByteIsWhicheverWasExpected(long expected, long offset) {
        assertThat(UploadPosition.offset(headers(Map.of("Range", "0-0")), expected))
                .isEqualTo(OptionalLong.of(offset));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5-9", "0-", "-1", "bytes", "0-99999999999999999999"})
    void whatIsNoRangeSaysNothing(String range) {
        assertThat(UploadPosition.offset(headers(Map.of("Range", range)), 7)).isEmpty();
    }
}
