package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.BlobLinked;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.SpoolReader;
import io.spoolway.spool.StorageLayout;
import io.spoolway.spool.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether an upload has ended by what its URL says, what was heard and what is stored. */
class UploadsTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));
    private static final UploadPosition WITH_BYTES = UploadPosition.after(List.of(new Chunk(0, 3, "etag")));

    private final StoredObjects store = new StoredObjects();
    private final Outcomes outcomes = new Outcomes();
    private final Uploads uploads = new Uploads(
            new SpoolReader(store, store),
            new UploadTokens("0123456789abcdef", Duration.ofDays(7), Clock.systemUTC()),
            outcomes);

    private static OpenUpload upload(UploadPosition position, Duration age) {
        return new OpenUpload(ID, REPOSITORY, position, Instant.now().minus(age));
    }

    @Test
    void oneThatWasLinkedIsGoneAsSoonAsThatIsHeardOf() {
        assertThat(uploads.isGone(upload(WITH_BYTES, Duration.ZERO))).isFalse();

        outcomes.receive(new BlobLinked(ID, REPOSITORY, DIGEST, 3, true));

        assertThat(uploads.isGone(upload(WITH_BYTES, Duration.ZERO))).isTrue();
    }

    @Test
    void oneThatHadBytesAWhileAgoAndHasNoneIsGoneThoughItsEndIsForgotten() {
        assertThat(uploads.isGone(upload(WITH_BYTES, Duration.ofHours(1)))).isTrue();
    }

    @Test
    void oneThatHasBytesIsNotGoneHoweverOldItsUrlIs() {
        store.put(StorageLayout.chunk(ID, 0), new byte[3], Map.of());

        assertThat(uploads.isGone(upload(WITH_BYTES, Duration.ofDays(6)))).isFalse();
    }

    @Test
    void oneThatHadNoByteYetMayHaveNone() {
        assertThat(uploads.isGone(upload(UploadPosition.START, Duration.ofDays(6))))
                .isFalse();
    }
}
