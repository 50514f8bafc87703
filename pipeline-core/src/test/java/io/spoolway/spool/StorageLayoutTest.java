package io.spoolway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key as it stands in the bucket: a change here loses what lies in buckets already. */
class StorageLayoutTest {
    private static final Digest SHA256 =
            Digest.parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static final Digest SHA512 = Digest.parse("sha512:" + "0a".repeat(64));
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final UploadId UPLOAD = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");

    @Test
    void blobsLieWhereCncfDistributionLooksForThem() {
        assertThat(StorageLayout.blobData(SHA256))
                .isEqualTo(
                        "docker/registry/v2/blobs/sha256/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/data");
        assertThat(StorageLayout.blobData(SHA512))
                .isEqualTo("docker/registry/v2/blobs/sha512/0a/" + "0a".repeat(64) + "/data");
        assertThat(StorageLayout.blobs()).isEqualTo("docker/registry/v2/blobs/");
    }

    @Test
    void linksLieWhereCncfDistributionLooksForThem() {
        assertThat(StorageLayout.repository(REPOSITORY)).isEqualTo("docker/registry/v2/repositories/library/alpine/");
        assertThat(StorageLayout.layerLink(REPOSITORY, SHA256))
                .isEqualTo(
                        "docker/registry/v2/repositories/library/alpine/_layers/sha256/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/link");
    }

    @Test
    void manifestsAndTagsLieWhereCncfDistributionLooksForThem() {
        String manifests = "docker/registry/v2/repositories/library/alpine/_manifests/";
        Tag tag = new Tag("3.22");
        assertThat(StorageLayout.repositories()).isEqualTo("docker/registry/v2/repositories/");
        assertThat(StorageLayout.manifestLink(REPOSITORY, SHA256))
                .isEqualTo(manifests + "revisions/sha256/" + SHA256.hex() + "/link");
        assertThat(StorageLayout.tags(REPOSITORY)).isEqualTo(manifests + "tags/");
        assertThat(StorageLayout.tag(REPOSITORY, tag)).isEqualTo(manifests + "tags/3.22/");
        assertThat(StorageLayout.tagCurrent(REPOSITORY, tag)).isEqualTo(manifests + "tags/3.22/current/link");
        assertThat(StorageLayout.tagIndex(REPOSITORY, tag, SHA512))
                .isEqualTo(manifests + "tags/3.22/index/sha512/" + SHA512.hex() + "/link");
    }

    @Test
    void referrersLieOutsideOfTheRegistry() {
        String key = StorageLayout.referrer(REPOSITORY, SHA256, SHA512);

        assertThat(key)
                .isEqualTo("spoolway/v1/referrers/library/alpine/_/sha256/" + SHA256.hex() + "/sha512/" + SHA512.hex())
                .startsWith(StorageLayout.referrers(REPOSITORY, SHA256));
        assertThat(StorageLayout.referrerOf(key)).hasValue(SHA512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spoolway/v1/referrers/a/_/sha256", "docker/registry/v2/blobs/sha256/e3"})
    void anotherKeyIsOfNoReferrer(String key) {
        assertThat(StorageLayout.referrerOf(key)).isEmpty();
    }

    @Test
    void theSpoolLiesOutsideOfTheRegistry() {
        assertThat(StorageLayout.upload(UPLOAD))
                .isEqualTo("spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/");
        assertThat(StorageLayout.chunk(UPLOAD, 0))
                .isEqualTo("spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000000000000");
        assertThat(StorageLayout.chunk(UPLOAD, 8_388_608))
                .isEqualTo("spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000008388608");
        assertThat(StorageLayout.chunk(UPLOAD, Long.MAX_VALUE))
                .isEqualTo("spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/09223372036854775807");
        assertThat(StorageLayout.rejected(UPLOAD))
                .isEqualTo("spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/rejected");
        assertThat(StorageLayout.probe("ingest-1")).isEqualTo("spoolway/v1/probe/ingest-1/");
    }

    @Test
    void thereAre256ShardsAndEachUploadLiesInOne() {
        assertThat(StorageLayout.uploadShards())
                .hasSize(256)
                .startsWith("spoolway/v1/uploads/00/", "spoolway/v1/uploads/01/")
                .endsWith("spoolway/v1/uploads/fe/", "spoolway/v1/uploads/ff/")
                .isSorted()
                .filteredOn(StorageLayout.upload(UPLOAD)::startsWith)
                .containsExactly("spoolway/v1/uploads/8f/");
    }

    @Test
    void aListingHasTheChunksInTheirOrderAndTheNoteBehindThem() {
        assertThat(new String[] {
                    StorageLayout.chunk(UPLOAD, 0),
                    StorageLayout.chunk(UPLOAD, 9),
                    StorageLayout.chunk(UPLOAD, 10),
                    StorageLayout.chunk(UPLOAD, 99_999_999_999L),
                    StorageLayout.chunk(UPLOAD, Long.MAX_VALUE),
                    StorageLayout.rejected(UPLOAD)
                })
                .isSorted();
    }

    @Test
    void everyKeyOfAnUploadTellsWhoseItIs() {
        assertThat(StorageLayout.uploadOf(StorageLayout.upload(UPLOAD))).hasValue(UPLOAD);
        assertThat(StorageLayout.uploadOf(StorageLayout.chunk(UPLOAD, 5))).hasValue(UPLOAD);
        assertThat(StorageLayout.uploadOf(StorageLayout.rejected(UPLOAD))).hasValue(UPLOAD);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "spoolway/v1/uploads/",
                "spoolway/v1/uploads/8f/",
                // without its last slash it is the beginning of other keys too
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                // in a shard that is not its own, in none, in another version of the layout
                "spoolway/v1/uploads/00/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000000000000",
                "spoolway/v1/uploads/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000000000000",
                "spoolway/v2/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000000000000",
                // another spelling, another version
                "spoolway/v1/uploads/8f/017F22E2-79B0-7CC3-98C4-DC0C0C07398F/00000000000000000000",
                "spoolway/v1/uploads/a8/919108f7-52d1-4320-9bac-f847db4148a8/00000000000000000000",
                "spoolway/v1/uploads/8f/readme.txt",
                "spoolway/v1/probe/ingest-1/object",
                "docker/registry/v2/repositories/library/alpine/_uploads/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/data",
            })
    void aForeignKeyIsOfNoUpload(String key) {
        assertThat(StorageLayout.uploadOf(key)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(longs = {0, 1, 8_388_608, 5_497_558_138_880L, Long.MAX_VALUE})
    void theKeyOfAChunkTellsItsOffset(long offset) {
        assertThat(StorageLayout.chunkOffset(StorageLayout.chunk(UPLOAD, offset)))
                .hasValue(offset);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/rejected",
                // 19 digits, 21 digits, a sign, digits that are not ASCII, more than a long holds
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/0000000000000000000",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/000000000000000000000",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/-0000000000000000001",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/09223372036854775808",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/99999999999999999999",
                "spoolway/v1/uploads/8f/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/00000000000000000000.part",
            })
    void anyOtherKeyOfAnUploadHasNoOffset(String key) {
        assertThat(StorageLayout.chunkOffset(key)).isEmpty();
    }
}
