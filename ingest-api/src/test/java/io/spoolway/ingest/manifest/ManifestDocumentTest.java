package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestDocumentTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    private static ManifestDocument parse(String json) {
        return ManifestDocument.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static String descriptor(String mediaType, String more) {
        return "{'mediaType': '%s', 'digest': '%s', 'size': 1%s}".formatted(mediaType, DIGEST, more);
    }

    private static String image(String config, String layer) {
        return "{'schemaVersion': 2, 'mediaType': '%s', 'config': %s, 'layers': [%s]}"
                .formatted(MediaTypes.OCI_IMAGE, config, layer);
    }

    @Test
    void onlyLayersMayBeKeptElsewhere() {
        String withUrls = descriptor("application/vnd.example", ", 'urls': ['https://example.com/']");
        String foreign = descriptor(FOREIGN, "");
        for (String elsewhere : new String[] {withUrls, foreign}) {
            assertThat(parse(image(elsewhere, elsewhere)).blobs())
                    .extracting(Descriptor::isElsewhere)
                    .containsExactly(false, true);
            assertThat(parse("{'schemaVersion': 2, 'mediaType': '%s', 'manifests': [%s]}"
                                    .formatted(MediaTypes.OCI_INDEX, elsewhere))
                            .manifests())
                    .extracting(Descriptor::isElsewhere)
                    .containsExactly(false);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'subject': 'Re: hello'",
                "'subject': {'mediaType': 'a/b', 'digest': 'sha256:abc', 'size': 1}",
                "'annotations': ['a note']",
                "'annotations': {'a': 1}",
                "'artifactType': 7",
            })
    void whatMeansSomethingElseInAnUnknownTypeIsAsIfItWereNotThere(String member) {
        ManifestDocument other = parse("{'mediaType': 'application/vnd.example.thing+json', %s}".formatted(member));

        assertThat(other.subject()).isEmpty();
        assertThat(other.annotations()).isEmpty();
        assertThat(other.artifactType()).isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse("{'schemaVersion': 2, 'mediaType': '%s', 'manifests': [], %s}"
                        .formatted(MediaTypes.OCI_INDEX, member)))
                .satisfies(e -> assertThat(e.error()).isEqualTo(OciError.MANIFEST_INVALID));
    }

    @Test
    void anUnknownTypeHasTheSubjectTypeAndAnnotationsThatItHas() {
        ManifestDocument other = parse(
                "{'mediaType': 'application/vnd.example.thing+json', 'subject': %s, 'artifactType': 'a/b', 'annotations': {'a': 'b'}}"
                        .formatted(descriptor(MediaTypes.OCI_IMAGE, "")));

        assertThat(other.subject())
                .map(Descriptor::digest)
                .map(Object::toString)
                .hasValue(DIGEST);
        assertThat(other.artifactType()).hasValue("a/b");
        assertThat(other.annotations()).isEqualTo(Map.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Application/vnd.oci.image.manifest.V1+json",
                "application/vnd.OCI.image.index.v1+json",
                "application/vnd.docker.distribution.Manifest.v2+json",
                "application/vnd.docker.distribution.manifest.List.v2+json",
                "application/vnd.docker.distribution.manifest.v1+PrettyJWS",
            })
    void aKnownTypeIsCheckedHoweverItIsWritten(String mediaType) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse("{'mediaType': '%s'}".formatted(mediaType)))
                .satisfies(e -> assertThat(e.error()).isEqualTo(OciError.MANIFEST_INVALID));
    }

    @Test
    void aLayerMayBeKeptElsewhereHoweverItsTypeIsWritten() {
        assertThat(parse(image(descriptor("a/b", ""), descriptor(FOREIGN.toUpperCase(Locale.ROOT), "")))
                        .blobs())
                .extracting(Descriptor::isElsewhere)
                .containsExactly(false, true);
    }
}
