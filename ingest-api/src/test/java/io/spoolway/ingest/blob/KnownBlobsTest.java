package io.spoolway.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnownBlobsTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final RepositoryName OTHER = new RepositoryName("library/debian");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));

    private final KnownBlobs known = new KnownBlobs(Duration.ofHours(1));

    @Test
    void knowTheSizeOfWhatWasSeenInThatRepository() {
        known.remember(known.beginLook(), REPOSITORY, DIGEST, 13);

        assertThat(known.size(REPOSITORY, DIGEST)).hasValue(13);
        assertThat(known.size(OTHER, DIGEST)).isEmpty();
    }

    @Test
    void knowWhatIsForgottenNoLonger() {
        known.remember(known.beginLook(), REPOSITORY, DIGEST, 13);
        known.remember(known.beginLook(), OTHER, DIGEST, 13);

        known.forget(REPOSITORY, DIGEST);

        assertThat(known.size(REPOSITORY, DIGEST)).isEmpty();
        assertThat(known.size(OTHER, DIGEST)).hasValue(13);
    }

    @Test
    void doNotRememberWhatWasReadBeforeADelete() {
        long look = known.beginLook();
        known.forget(REPOSITORY, DIGEST);

        known.remember(look, REPOSITORY, DIGEST, 13);
        assertThat(known.size(REPOSITORY, DIGEST)).isEmpty();

        known.remember(known.beginLook(), REPOSITORY, DIGEST, 13);
        assertThat(known.size(REPOSITORY, DIGEST)).hasValue(13);
    }

    @Test
    void rememberNothingWithoutATime() {
        KnownBlobs none = new KnownBlobs(Duration.ZERO);

        none.remember(none.beginLook(), REPOSITORY, DIGEST, 13);

        assertThat(none.size(REPOSITORY, DIGEST)).isEmpty();
    }
}
