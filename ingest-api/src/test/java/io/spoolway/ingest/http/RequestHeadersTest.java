package io.spoolway.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spoolway.ingest.http.RequestHeaders.ByteRange;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    // --- Content-Range of a chunk that is pushed

    @ParameterizedTest(name = "Content-Range: {0}")
    @CsvSource({
        // as the OCI Distribution specification has it, "Pushing a blob in chunks"
        "0-0,                       0,          0",
        "0-1023,                    0,       1023",
        "1024-2047,              1024,       2047",
        "' 0-9 ',                   0,          9",
        "0-999999999999999999,      0, 999999999999999999",
        // as RFC 9110 has it, section 14.4
        "bytes 0-9/10,              0,          9",
        "bytes 10-19/*,            10,         19",
        "bytes 10-19,              10,         19",
        // as some clients have it
        "bytes=10-19,              10,         19",
    })
    void aChunkSaysWhereItBelongs(String header, long first, long last) {
        assertThat(RequestHeaders.contentRange(header, OptionalLong.empty())).hasValue(new ByteRange(first, last));
        assertThat(RequestHeaders.contentRange(header, OptionalLong.of(last - first + 1)))
                .hasValue(new ByteRange(first, last));
    }

    @Test
    void aChunkNeedNotSayWhereItBelongs() {
        assertThat(RequestHeaders.contentRange(null, OptionalLong.of(10))).isEmpty();
    }

    @ParameterizedTest(name = "Content-Range: {0}")
    @ValueSource(
            strings = {
                "",
                "-",
                "5",
                "0-",
                "-5",
                "a-b",
                "0x0-0x9",
                "0 - 9",
                "0-9-10",
                "0-4,5-9",
                "bytes */10",
                "bytes 0-9/",
                "bytes 0-9/ten",
                "chunks 0-9",
                "+0-9",
                "0-1000000000000000000", // 19 digits
                "٠-٩",
            })
    void anotherContentRangeIsRefused(String header) {
        assertThat(refused(() -> RequestHeaders.contentRange(header, OptionalLong.empty())))
                .isEqualTo(new Refusal(
                        416,
                        "BLOB_UPLOAD_INVALID",
                        "Content-Range \"%s\" is not of the form <first>-<last>".formatted(header),
                        Map.of()));
    }

    @ParameterizedTest(name = "Content-Range: {0}")
    @ValueSource(strings = {"1-0", "10-5", "bytes 10-9/20"})
    void aContentRangeWithoutAByteIsRefused(String header) {
        assertThat(refused(() -> RequestHeaders.contentRange(header, OptionalLong.empty())))
                .isEqualTo(new Refusal(
                        416,
                        "BLOB_UPLOAD_INVALID",
                        "Content-Range \"%s\" ends before it begins".formatted(header),
                        Map.of()));
    }

    @ParameterizedTest(name = "Content-Range: 0-9, Content-Length: {0}")
    @ValueSource(longs = {0, 9, 11})
    void aContentRangeMustAgreeWithTheContentLength(long length) {
        assertThat(refused(() -> RequestHeaders.contentRange("0-9", OptionalLong.of(length))))
                .isEqualTo(new Refusal(
                        400,
                        "SIZE_INVALID",
                        "Content-Range \"0-9\" means 10 bytes, but Content-Length is " + length,
                        Map.of()));
    }

    // --- Range of a blob that is pulled (RFC 9110, section 14.2), which has 1000 bytes

    @ParameterizedTest(name = "Range: {0}")
    @CsvSource({
        "bytes=0-0,                          0,   0",
        "bytes=0-499,                        0, 499",
        "bytes=500-999,                    500, 999",
        "bytes=999-999,                    999, 999",
        // to the end
        "bytes=0-,                           0, 999",
        "bytes=999-,                       999, 999",
        // past the end is to the end, however far
        "bytes=500-1000,                   500, 999",
        "bytes=0-9223372036854775807,        0, 999",
        "bytes=0-99999999999999999999999,    0, 999",
        // the last bytes
        "bytes=-1,                         999, 999",
        "bytes=-500,                       500, 999",
        "bytes=-1000,                        0, 999",
        "bytes=-2000,                        0, 999",
        "bytes=-99999999999999999999999,     0, 999",
        // white space that no client should send
        "bytes= 5 - 9 ,                      5,   9",
        // the names of units have no case (RFC 9110, section 14.1)
        "Bytes=0-4,                          0,   4",
    })
    void aPartOfABlobCanBeAskedFor(String header, long first, long last) {
        assertThat(RequestHeaders.range(header, 1000)).hasValue(new ByteRange(first, last));
    }

    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(strings = {"bytes=0-4,10-14", "bytes=0-4, -5", "chunks=0-4", "0-4", ""})
    void allIsSentForSeveralRangesAndForOtherUnits(String header) {
        assertThat(RequestHeaders.range(header, 1000)).isEmpty();
    }

    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-1001",
                "bytes=99999999999999999999-",
                // the last no bytes
                "bytes=-0",
            })
    void aRangeOutsideOfTheBlobIsRefusedWithItsSize(String header) {
        assertThat(refused(() -> RequestHeaders.range(header, 1000)))
                .isEqualTo(new Refusal(
                        416,
                        "SIZE_INVALID",
                        "Range \"%s\" lies outside of the blob, which has 1000 bytes".formatted(header),
                        Map.of("Content-Range", "bytes */1000")));
    }

    /** RFC 9110, section 14.2, leaves it to the server; the conformance suite of the OCI wants it refused. */
    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(strings = {"bytes=5-4", "bytes=1000-5", "bytes=99999999999999999999-99999999999999999998"})
    void aRangeThatEndsBeforeItBeginsIsRefusedWithTheSizeOfTheBlob(String header) {
        Refusal refusal = refused(() -> RequestHeaders.range(header, 1000));

        assertThat(refusal.status()).isEqualTo(416);
        assertThat(refusal.headers()).isEqualTo(Map.of("Content-Range", "bytes */1000"));
    }

    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"})
    void anEmptyBlobIsSentWholeWhateverIsAskedForOfIt(String header) {
        assertThat(RequestHeaders.range(header, 0)).isEmpty();
    }

    @ParameterizedTest(name = "Range: {0}")
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=a-b",
                "bytes=--5",
                "bytes=0-4-9",
                "bytes=1 2-30",
                "bytes=0x0-0x9",
                "bytes=٠-٩"
            })
    void allIsSentForARangeThatIsNone(String header) {
        assertThat(RequestHeaders.range(header, 1000)).isEmpty();
    }

    @Test
    void aRangeCountsItsLastByte() {
        assertThat(new ByteRange(0, 0).length()).isEqualTo(1);
        assertThat(new ByteRange(500, 999).length()).isEqualTo(500);
    }

    // --- digests

    @Test
    void aDigestIsReadWhereverItCameFrom() {
        String text = "sha256:" + "0".repeat(64);

        assertThat(RequestHeaders.digest(text)).hasToString(text);
    }

    @Test
    void aDigestThatIsNoneIsRefusedForTheReasonThatTheDigestGives() {
        assertThat(refused(() -> RequestHeaders.digest("md5:0")))
                .isEqualTo(new Refusal(
                        400,
                        "DIGEST_INVALID",
                        "digest algorithm \"md5\" is not supported; use sha256 or sha512",
                        Map.of()));
    }

    /** What the client gets to see. */
    private record Refusal(int status, String code, String message, Map<String, String> headers) {}

    private static Refusal refused(ThrowingCallable reading) {
        ApiException refused = catchThrowableOfType(ApiException.class, reading);
        assertThat(refused).as("it was taken").isNotNull();
        return new Refusal(
                refused.error().status(),
                refused.error().code(),
                String.valueOf(refused.getMessage()),
                refused.headers());
    }
}
