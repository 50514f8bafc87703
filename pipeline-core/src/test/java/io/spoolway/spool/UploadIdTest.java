package io.spoolway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadIdTest {
    /** The example of RFC 9562, appendix A.6. */
    private static final String EXAMPLE = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    @Test
    void isReadAndWrittenAsOneText() {
        assertThat(UploadId.parse(EXAMPLE)).hasToString(EXAMPLE);
        assertThat(UploadId.parse(EXAMPLE)).isEqualTo(new UploadId(UUID.fromString(EXAMPLE)));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                // upper case
                "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398F",
                // groups without their leading zeros, and with too many
                "17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "0017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                // no hyphens, braces, a scheme, spaces
                "017f22e279b07cc398c4dc0c0c07398f",
                "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
                "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n",
                "017f22e2-79b0-7cc3-98c4",
                "not-an-id",
                "",
            })
    void hasOneSpelling(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadId.parse(text))
                .withMessage("\"%s\" is no upload id", text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "c232ab00-9414-11ec-b3c8-9f6bdeced846", // version 1
                "919108f7-52d1-4320-9bac-f847db4148a8", // version 4
                "1ec9414c-232a-6b00-b3c8-9f6bdeced846", // version 6
                "00000000-0000-0000-0000-000000000000",
            })
    void isOfVersion7(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadId.parse(text))
                .withMessage("an upload id is a UUID of version 7, not " + text);
    }

    @Test
    void tellsWhenTheUploadWasStarted() {
        assertThat(UploadId.parse(EXAMPLE).startedAt()).isEqualTo("2022-02-22T19:22:22Z");
        assertThat(UploadId.parse("017f22e2-79b1-7cc3-98c4-dc0c0c07398f").startedAt())
                .isEqualTo("2022-02-22T19:22:22.001Z");
    }

    @Test
    void aNewOneStartsNow() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        UploadId id = UploadId.next();
        Instant after = Instant.now();

        assertThat(id.startedAt()).isBetween(before, after);
        assertThat(UploadId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void itsShardIsTheLastTwoDigits() {
        assertThat(UploadId.parse(EXAMPLE).shard()).isEqualTo("8f");
    }

    @Test
    void newOnesSpreadOverTheShardsAlthoughTheyStartTogether() {
        Stream<String> shards =
                IntStream.range(0, 5_000).mapToObj(i -> UploadId.next().shard());

        assertThat(shards.distinct().count()).isGreaterThan(240);
    }

    @Test
    void areOrderedByTheirStartAsTheirTextIs() {
        List<UploadId> inOrder = Stream.of(
                        "00000000-0000-7fff-bfff-ffffffffffff",
                        "017f22e2-79b0-7000-8000-000000000000",
                        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                        "017f22e2-79b0-7cc3-98c4-dc0c0c073990",
                        "017f22e2-79b1-7000-8000-000000000000",
                        // past the year 6429 the first bit is set: no sign
                        "ffffffff-ffff-7000-8000-000000000000")
                .map(UploadId::parse)
                .toList();

        assertThat(inOrder.reversed().stream().sorted()).containsExactlyElementsOf(inOrder);
        assertThat(inOrder).map(UploadId::startedAt).isSorted();
        assertThat(inOrder).map(UploadId::toString).isSorted();
    }
}
