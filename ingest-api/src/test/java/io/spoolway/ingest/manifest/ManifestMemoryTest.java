package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.testing.StoredObjects;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.StorageLayout;
import io.spoolway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Few bytes of JSON may be parsed into many: what is parsed is bounded, and counted. */
class ManifestMemoryTest {
    private static final int MIB = 1 << 20;
    private static final RepositoryName REPOSITORY = new RepositoryName("a");
    private static final Digest SUBJECT = Digest.parse("sha256:" + "0".repeat(64));
    private static final Digest REFERRER = Digest.parse("sha256:" + "1".repeat(64));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StoredObjects objects = new StoredObjects();
    private final ManifestMemory memory = new ManifestMemory(new BufferBudget(256 * MIB, meters));

    private double used() {
        return meters.get("spoolway.ingest.buffer.used").gauge().value();
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** An index of so many descriptors. */
    private static byte[] index(String descriptor, int count) {
        return bytes("{\"schemaVersion\":2,\"manifests\":[%s]}"
                .formatted((descriptor + ",").repeat(count - 1) + descriptor));
    }

    @Test
    void aManifestOfCountlessTokensIsRefusedAndSaysSo() {
        byte[] bomb = index("{}", 4 * MIB / 3);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ManifestDocument.parse(bomb, Optional.of(MediaTypes.OCI_INDEX)))
                .withMessageContaining("more than 300000 ")
                .satisfies(e -> assertThat(e.error()).isEqualTo(OciError.MANIFEST_INVALID));
        assertThat(ManifestDocument.ofStored(bomb, Optional.empty())).isEmpty();
        assertThat(ManifestDocument.storedMediaType(bomb)).isEqualTo("application/octet-stream");
    }

    @Test
    void aManifestThatNamesAsMuchAsFourMiBCanIsTaken() {
        String descriptor =
                "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}".formatted(MediaTypes.OCI_IMAGE, SUBJECT);
        int count = 4 * MIB / (descriptor.length() + 1) - 1;

        assertThat(ManifestDocument.parse(index(descriptor, count), Optional.of(MediaTypes.OCI_INDEX))
                        .manifests())
                .hasSize(count);
    }

    @Test
    void whatIsStoredIsCountedWhileItIsParsedByItsBytesAndTokens() throws Exception {
        byte[] dense = bytes("[%s0]".formatted("0,".repeat(49_999)));
        objects.put("dense", dense, Map.of());

        Optional<Double> during = memory.read(objects.open("dense"), read -> {
            assertThat(read).isEqualTo(dense);
            return used();
        });

        assertThat(during.orElseThrow()).isBetween(50_000.0 * 128, 50_000.0 * 128 + 4.0 * dense.length);
        assertThat(used()).isZero();
        assertThat(memory.read(objects.open("nothing"), read -> used())).isEmpty();
    }

    @Test
    void aLargeReferrerIsReadWhenItsTurnComesAndASmallOneAtOnce() throws Exception {
        ObjectStore store = objects.store();
        ReferrerLookup lookup = new ReferrerLookup(new Manifests(store, store, store), new Referrers(store), memory);
        objects.put(StorageLayout.manifestLink(REPOSITORY, REFERRER), new byte[0], Map.of());
        for (int annotation : new int[] {10, MIB}) {
            Referrer referrer = new Referrer(
                    MediaTypes.OCI_IMAGE, REFERRER.toString(), 1, null, Map.of("a", "x".repeat(annotation)));
            String note = StorageLayout.referrer(REPOSITORY, SUBJECT, REFERRER);
            objects.put(note, referrer.toJson(), Map.of());

            ReferrerLookup.Look look = lookup.look(REPOSITORY, SUBJECT, REFERRER);

            if (annotation == MIB) {
                objects.remove(note); // so nothing of it was kept
                assertThat(look.describe()).isEmpty();
                objects.put(note, referrer.toJson(), Map.of());
            }
            assertThat(look.describe()).hasValue(referrer);
        }
    }
}
