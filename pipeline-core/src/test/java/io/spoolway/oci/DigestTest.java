package io.spoolway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void isReadAndWrittenAsOneText() {
        Digest digest = Digest.parse("sha256:" + HEX);

        assertThat(digest.algorithm()).isEqualTo(DigestAlgorithm.SHA256);
        assertThat(digest.hex()).isEqualTo(HEX);
        assertThat(digest).hasToString("sha256:" + HEX);
    }

    @Test
    void mayBeSha512() {
        String text = "sha512:" + HEX + HEX;

        assertThat(Digest.parse(text).algorithm()).isEqualTo(DigestAlgorithm.SHA512);
        assertThat(Digest.parse(text)).hasToString(text);
    }

    @Test
    void refusesADigestWhoseHexIsTooShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("sha256:" + HEX.substring(1)))
                .withMessageContaining("a sha256 digest has 64 lower-case hexadecimal digits");
    }

    @Test
    void refusesADigestWhoseHexIsTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse("sha256:" + HEX + "0"));
    }

    @Test
    void refusesTheLengthOfAnotherAlgorithm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("sha512:" + HEX))
                .withMessageContaining("128");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                // upper case
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                // a digit that is none
                "sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                // a line break behind it
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\n",
                // the way out of a directory
                "sha256:../../../../../../../../../../../../../../../../../../../../../x",
                "sha256:",
            })
    void refusesHexThatIsNot64LowerCaseDigits(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse(text));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"md5", "sha1", "sha384", "SHA256", "sha256+b64u", " sha256", ""})
    void refusesAnAlgorithmThatIsNotRegisteredAndNamesIt(String algorithm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse(algorithm + ":" + HEX))
                .withMessage("digest algorithm \"%s\" is not supported; use sha256 or sha512", algorithm);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "latest", HEX, "sha256-" + HEX})
    void refusesATextWithoutAnAlgorithm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse(text))
                .withMessageStartingWith("a digest is written algorithm:hex");
    }

    @Test
    void doesNotRepeatALongTextInItsMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("sha256:" + "0".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    // NIST FIPS 180-4, examples for "abc"
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SHA256, sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA512, sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    })
    void isTheHashThatWasFinished(DigestAlgorithm algorithm, String expected) {
        MessageDigest hash = algorithm.newHash();
        hash.update("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(Digest.finish(algorithm, hash)).hasToString(expected);
    }

    @Test
    void leavesTheFinishedHashEmpty() {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        hash.update((byte) 1);
        Digest.finish(DigestAlgorithm.SHA256, hash);

        assertThat(Digest.finish(DigestAlgorithm.SHA256, hash).hex()).isEqualTo(HEX);
    }

    @ParameterizedTest
    @CsvSource({"sha256, SHA256, 64", "sha512, SHA512, 128"})
    void algorithmsAreNamedAsInADigest(String prefix, DigestAlgorithm algorithm, int hexLength) {
        assertThat(DigestAlgorithm.named(prefix)).hasValue(algorithm);
        assertThat(algorithm.prefix()).isEqualTo(prefix);
        assertThat(algorithm.hexLength()).isEqualTo(hexLength);
        assertThat(algorithm.newHash().getDigestLength() * 2).isEqualTo(hexLength);
    }

    @Test
    void anAlgorithmThatIsNotSupportedHasNoName() {
        assertThat(DigestAlgorithm.named("sha1")).isEmpty();
        assertThat(DigestAlgorithm.named("SHA256")).isEmpty();
    }
}
