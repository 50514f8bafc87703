package io.spoolway.spool;

import static io.spoolway.spool.SpoolFixture.DIGEST;
import static io.spoolway.spool.SpoolFixture.ID;
import static io.spoolway.spool.SpoolFixture.REPOSITORY;
import static io.spoolway.spool.SpoolFixture.completed;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.RepositoryName;
import io.spoolway.store.ObjectBody;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoredBlobsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SpoolFixture spool = new SpoolFixture();
    private final StoredBlobs blobs = new StoredBlobs(spool.objects);

    @Test
    void aBlobIsStoredWhenItsBytesLieAtTheFinalPath() {
        assertThat(blobs.isStored(DIGEST)).isFalse();

        storeBytes();

        assertThat(blobs.isStored(DIGEST)).isTrue();
    }

    @Test
    void aLinkCountsFromTheSecondInWhichItWasWritten() {
        storeBytes();
        link(NOON);

        assertThat(blobs.isLinkedSince(REPOSITORY, DIGEST, NOON.minusSeconds(1)))
                .isTrue();
        // one store tells the seal's time to the millisecond, and the link's to the second
        assertThat(blobs.isLinkedSince(REPOSITORY, DIGEST, NOON.plusMillis(999)))
                .isTrue();
        assertThat(blobs.isLinkedSince(REPOSITORY, DIGEST, NOON.plusSeconds(1))).isFalse();
    }

    @Test
    void aLinkWithoutBytesDoesNotCount() {
        link(NOON);

        assertThat(blobs.isLinkedSince(REPOSITORY, DIGEST, Instant.EPOCH)).isFalse();
    }

    @Test
    void theLinkOfAnotherRepositoryDoesNotCount() {
        storeBytes();
        link(NOON);

        assertThat(blobs.isLinkedSince(new RepositoryName("library/other"), DIGEST, Instant.EPOCH))
                .isFalse();
    }

    @Test
    void anUploadHasEndedWhenItWasLinkedAfterItWasSealed() {
        spool.objects.setTime(NOON);
        spool.seal(completed(8));
        storeBytes();

        link(NOON.minusSeconds(60)); // by an earlier upload of the same blob
        assertThat(blobs.hasEnded(ID, REPOSITORY, DIGEST, 8)).isFalse();

        link(NOON.plusSeconds(1));
        assertThat(blobs.hasEnded(ID, REPOSITORY, DIGEST, 8)).isTrue();
    }

    @Test
    void anUploadWithoutASealHasEndedWhenItsBlobIsStored() {
        assertThat(blobs.hasEnded(ID, REPOSITORY, DIGEST, 8)).isFalse();

        storeBytes();

        assertThat(blobs.hasEnded(ID, REPOSITORY, DIGEST, 8)).isTrue();
    }

    private void storeBytes() {
        spool.objects.put(StorageLayout.blobData(DIGEST), ObjectBody.of(""));
    }

    private void link(Instant time) {
        spool.objects.setTime(time);
        spool.objects.put(StorageLayout.layerLink(REPOSITORY, DIGEST), ObjectBody.of(DIGEST.toString()));
    }
}
