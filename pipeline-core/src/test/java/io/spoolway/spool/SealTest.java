package io.spoolway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Seal COMPLETED = new Seal.Completed(REPOSITORY, Digest.parse(DIGEST), 123_456_789_012L);

    @Test
    void aCompletionSaysAllThatIsNeededToGoOn() {
        assertThat(COMPLETED.metadata())
                .isEqualTo(Map.of(
                        "seal", "COMPLETED",
                        "repository", "library/alpine",
                        "digest", DIGEST,
                        "size", "123456789012"));
        assertThat(Seal.of(COMPLETED.metadata())).hasValue(COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void anAbandonmentSaysWhy(Seal.Reason reason) {
        Seal seal = new Seal.Abandoned(REPOSITORY, reason, 0);

        assertThat(seal.metadata())
                .isEqualTo(Map.of("seal", reason.name(), "repository", "library/alpine", "size", "0"));
        assertThat(Seal.of(seal.metadata())).hasValue(seal);
    }

    @Test
    void theLastChunkMayBeTheSealAndStillNamesItsWriter() {
        Map<String, String> metadata = ChunkMetadata.sealing(COMPLETED, "request-1");

        assertThat(Seal.of(metadata)).hasValue(COMPLETED);
        assertThat(ChunkMetadata.isBy(metadata, "request-1")).isTrue();
        assertThat(ChunkMetadata.isBy(metadata, "request-2")).isFalse();
        assertThat(ChunkMetadata.repository(metadata)).hasValue(REPOSITORY);
    }

    @Test
    void aPlainChunkIsNoSeal() {
        Map<String, String> metadata = ChunkMetadata.chunk(REPOSITORY, "request-1");

        assertThat(metadata).isEqualTo(Map.of("repository", "library/alpine", "writer", "request-1"));
        assertThat(Seal.of(metadata)).isEmpty();
        assertThat(ChunkMetadata.repository(metadata)).hasValue(REPOSITORY);
    }

    @Test
    void anObjectThatIsNotOfTheSpoolIsNeither() {
        assertThat(Seal.of(Map.of())).isEmpty();
        assertThat(ChunkMetadata.repository(Map.of())).isEmpty();
        assertThat(ChunkMetadata.isBy(Map.of(), "request-1")).isFalse();
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"repository", "digest", "size"})
    void refusesASealThatSaysTooLittle(String name) {
        Map<String, String> metadata = new HashMap<>(COMPLETED.metadata());
        metadata.remove(name);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seal.of(metadata))
                .withMessageStartingWith("a seal without \"" + name + "\" in its metadata");
    }

    @ParameterizedTest(name = "{0} = \"{1}\"")
    @CsvSource({
        "seal, FORGOTTEN",
        "seal, completed",
        "repository, NOT A NAME",
        "digest, sha256:0",
        "size, many",
    })
    void refusesASealThatSaysNonsense(String name, String value) {
        Map<String, String> metadata = new HashMap<>(COMPLETED.metadata());
        metadata.put(name, value);

        assertThatIllegalArgumentException().isThrownBy(() -> Seal.of(metadata));
    }

    @ParameterizedTest(name = "offset {0}, size {1}")
    @CsvSource({"-1, 1", "0, 0", "0, -1"})
    void aChunkHasAPlaceAndAByte(long offset, long size) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Chunk(offset, size, "etag"));
    }
}
