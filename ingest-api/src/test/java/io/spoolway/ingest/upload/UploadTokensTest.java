package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTokensTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final UploadId OTHER_ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c073990");
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final RepositoryName OTHER_REPOSITORY = new RepositoryName("library/alpine2");
    private static final UploadPosition POSITION =
            UploadPosition.after(List.of(new Chunk(0, 8_388_608, "a"), new Chunk(8_388_608, 17, "b-2")));
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00.999Z");

    private final UploadTokens tokens = tokens("0123456789abcdef", NOON);

    static Stream<UploadPosition> positions() {
        return Stream.of(
                UploadPosition.START,
                POSITION,
                new UploadPosition(5_497_558_138_880L, Optional.empty()),
                UploadPosition.after(chunks(8)));
    }

    /** The upload as the token tells it, which was signed at noon: to the second. */
    private static OpenUpload signed(UploadPosition position) {
        return new OpenUpload(ID, REPOSITORY, position, NOON.truncatedTo(ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @MethodSource("positions")
    void tellWhatWasSigned(UploadPosition position) {
        String token = tokens.sign(ID, REPOSITORY, position);

        assertThat(tokens.verify(ID, REPOSITORY, token)).hasValue(signed(position));
    }

    @Test
    void areGoodOnEveryNodeThatHasTheSecret() {
        String token = tokens.sign(ID, REPOSITORY, POSITION);

        assertThat(tokens("0123456789abcdef", NOON.plusSeconds(60)).verify(ID, REPOSITORY, token))
                .hasValue(signed(POSITION));
    }

    @Test
    void standInAUrlAsTheyAre() {
        assertThat(tokens.sign(ID, REPOSITORY, POSITION)).matches("[A-Za-z0-9_.-]+");
    }

    @Test
    void leaveTheListOfManyChunksOut() {
        UploadPosition many = UploadPosition.after(chunks(9));
        String token = tokens.sign(ID, REPOSITORY, many);

        assertThat(tokens.verify(ID, REPOSITORY, token))
                .hasValue(signed(new UploadPosition(many.offset(), Optional.empty())));
    }

    @Test
    void stayShortHoweverManyChunksThereAre() {
        assertThat(tokens.sign(ID, REPOSITORY, UploadPosition.after(chunks(8)))).hasSizeLessThan(1024);
        assertThat(tokens.sign(ID, REPOSITORY, UploadPosition.after(chunks(10_000))))
                .hasSizeLessThan(200);
    }

    @Test
    void areGoodOnlyForTheirUpload() {
        assertThat(tokens.verify(OTHER_ID, REPOSITORY, tokens.sign(ID, REPOSITORY, POSITION)))
                .isEmpty();
    }

    @Test
    void areGoodOnlyInTheirRepository() {
        assertThat(tokens.verify(ID, OTHER_REPOSITORY, tokens.sign(ID, REPOSITORY, POSITION)))
                .isEmpty();
    }

    @Test
    void areGoodOnlyWhereTheSecretIsTheSame() {
        assertThat(tokens("0123456789abcdeF", NOON).verify(ID, REPOSITORY, tokens.sign(ID, REPOSITORY, POSITION)))
                .isEmpty();
    }

    @Test
    void areGoodForAnHourInThisTest() {
        String token = tokens.sign(ID, REPOSITORY, POSITION);
        Instant signed = NOON.minusMillis(999); // to the second

        assertThat(tokens("0123456789abcdef", signed.plusSeconds(3_600)).verify(ID, REPOSITORY, token))
                .isPresent();
        assertThat(tokens("0123456789abcdef", signed.plusSeconds(3_600).plusMillis(1))
                        .verify(ID, REPOSITORY, token))
                .isEmpty();
    }

    @Test
    void areRefusedWithAnySingleCharacterChanged() {
        String token = tokens.sign(ID, REPOSITORY, POSITION);
        String others = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %";

        Stream<String> tampered = IntStream.range(0, token.length())
                .boxed()
                .flatMap(at -> others.chars()
                        .filter(other -> other != token.charAt(at))
                        .mapToObj(other -> token.substring(0, at) + (char) other + token.substring(at + 1)));

        assertThat(tampered.filter(other -> tokens.verify(ID, REPOSITORY, other).isPresent()))
                .isEmpty();
    }

    @Test
    void areRefusedWithAnySingleCharacterMissingOrAdded() {
        String token = tokens.sign(ID, REPOSITORY, POSITION);

        Stream<String> missing =
                IntStream.range(0, token.length()).mapToObj(at -> token.substring(0, at) + token.substring(at + 1));
        Stream<String> added = IntStream.rangeClosed(0, token.length())
                .boxed()
                .flatMap(
                        at -> Stream.of("A", "=", ".", " ").map(c -> token.substring(0, at) + c + token.substring(at)));

        assertThat(Stream.concat(missing, added)
                        .filter(other -> tokens.verify(ID, REPOSITORY, other).isPresent()))
                .isEmpty();
    }

    @Test
    void areRefusedWhenTheyArePutTogetherFromTwo() {
        String[] one = tokens.sign(ID, REPOSITORY, POSITION).split("\\.");
        String[] other = tokens.sign(ID, REPOSITORY, UploadPosition.START).split("\\.");

        assertThat(tokens.verify(ID, REPOSITORY, one[0] + "." + other[1])).isEmpty();
        assertThat(tokens.verify(ID, REPOSITORY, other[0] + "." + one[1])).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a",
                "a.b",
                "a.b.c",
                "e30.",
                // {"offset":0,"issuedAt":9999999999,"chunks":[]} without a signature
                "eyJvZmZzZXQiOjAsImlzc3VlZEF0Ijo5OTk5OTk5OTk5LCJjaHVua3MiOltdfQ.",
                "ünïcödé.%2e",
            })
    void areRefusedWhenTheyAreNone(String token) {
        assertThat(tokens.verify(ID, REPOSITORY, token)).isEmpty();
    }

    private static UploadTokens tokens(String secret, Instant now) {
        return new UploadTokens(secret, Duration.ofHours(1), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static List<Chunk> chunks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Chunk(i * 8_388_608L, 8_388_608, "0123456789abcdef0123456789abcdef"))
                .toList();
    }
}
