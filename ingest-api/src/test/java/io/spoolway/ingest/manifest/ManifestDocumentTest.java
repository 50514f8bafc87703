package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.OciError;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestDocumentTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    private static final List<String> KNOWN = List.of(
            MediaTypes.OCI_IMAGE,
            MediaTypes.OCI_INDEX,
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

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

    private static void assertInvalid(byte[] manifest, String said) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ManifestDocument.parse(manifest, Optional.empty()))
                .withMessageContaining(said)
                .satisfies(e -> assertThat(e.error()).isEqualTo(OciError.MANIFEST_INVALID));
    }

    /** A known type with a member more in one place. */
    private static byte[] known(String mediaType, String place, String name, String value) {
        String member = ", '%s': %s".formatted(name, value);
        String named = descriptor("a/b", place.endsWith("[1]") ? member : "");
        String lists = MediaTypes.isImage(mediaType)
                ? "'config': %s, 'layers': [%s, %s]"
                        .formatted(
                                descriptor("a/b", place.equals("config") ? member : ""), descriptor("a/b", ""), named)
                : "'manifests': [%s, %s]".formatted(descriptor("a/b", ""), named);
        return "{'schemaVersion': 2, 'mediaType': '%s', %s, 'subject': %s%s}"
                .formatted(
                        mediaType,
                        lists,
                        descriptor("a/b", place.equals("subject") ? member : ""),
                        place.equals("it") ? member : "")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "it, Layers, []",
                "it, LAYERS, null",
                "it, layer\u017F, []",
                "it, Manifests, []",
                "it, Config, {}",
                "it, Subject, {}",
                "it, MediaType, 'a/b'",
                "it, schemaversion, 1",
                "it, ArtifactType, 'a/b'",
                "it, Annotations, {}",
                "config, Digest, 'a'",
                "subject, Digest, 'a'",
                "[1], Digest, 'a'",
                "[1], \u017Fize, 2",
                "[1], URLs, []",
                "[1], Data, 'YQ=='",
            })
    void aNameThatGoReadsAsAnotherIsRefused(String place, String name, String value) {
        for (String mediaType : KNOWN) {
            if (place.equals("config") && !MediaTypes.isImage(mediaType)) {
                continue;
            }
            byte[] manifest = known(mediaType, place, name, value);

            assertInvalid(manifest, place + " has a \"" + name + "\", which some clients read as \"");
            assertThat(ManifestDocument.ofStored(manifest, Optional.empty()))
                    .flatMap(ManifestDocument::subject)
                    .isPresent();
            assertThat(ManifestDocument.storedMediaType(manifest)).isEqualTo(mediaType);
        }
    }

    @ParameterizedTest
    @CsvSource({"it, layer, 1", "it, Digest, 1", "config, Layers, 1", "[1], x-Size, 1", "subject, urls, []"})
    void aNameWithoutAMeaningThereIsTaken(String place, String name, String value) {
        for (String mediaType : KNOWN) {
            assertThat(ManifestDocument.parse(known(mediaType, place, name, value), Optional.empty())
                            .subject())
                    .isPresent();
        }
    }

    /** No name with a meaning has a k yet. */
    @Test
    void whatGoFoldsIsFoldedHere() {
        assertThat("\u017F".equalsIgnoreCase("s")).isTrue();
        assertThat("\u212A".equalsIgnoreCase("k")).isTrue();
    }

    @Test
    void namesOfAnUnknownTypeAndOfAnnotationsAreTheirOwn() {
        assertThat(parse("{'mediaType': 'a/b', 'layers': [], 'Layers': [], 'Subject': 1}")
                        .subject())
                .isEmpty();
        assertThat(parse("{'mediaType': '%s', 'schemaVersion': 2, 'manifests': [], 'annotations': {'a': 'b', 'A': 'c'}}"
                                .formatted(MediaTypes.OCI_INDEX))
                        .annotations())
                .isEqualTo(Map.of("a", "b", "A", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE", "X-UTF-32BE-BOM"})
    void anotherEncodingIsRefused(String charset) {
        byte[] manifest = "{\"mediaType\": \"a/b\"}".getBytes(Charset.forName(charset));

        assertInvalid(manifest, "not UTF-8 JSON");
        assertThat(ManifestDocument.ofStored(manifest, Optional.empty())).isPresent();
        assertThat(ManifestDocument.storedMediaType(manifest)).isEqualTo("a/b");
    }

    /** A byte order mark, and in a text: a lone byte, l in two bytes, a surrogate, what is beyond the last letter, a cut letter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "efbbbf 7b7d",
                "7b22 ff 223a317d",
                "7b22 c1ac 223a317d",
                "7b22 eda080 223a317d",
                "7b22 f4908080 223a317d",
                "7b22 e282 223a317d",
                "7b7d e282",
            })
    void whatIsNotUtf8ToTheLetterIsRefused(String hex) {
        assertInvalid(HexFormat.of().parseHex(hex.replace(" ", "")), "not UTF-8 JSON");
    }

    @Test
    void lettersOfAnyLengthAreTaken() {
        String text = "a\u00e4\u20ac\ud83d\ude00".repeat(10_000);

        assertThat(parse("{'mediaType': 'a/b', 'annotations': {'a': '%s'}}".formatted(text))
                        .annotations())
                .isEqualTo(Map.of("a", text));
    }

    @Test
    void aLayerMayBeKeptElsewhereHoweverItsTypeIsWritten() {
        assertThat(parse(image(descriptor("a/b", ""), descriptor(FOREIGN.toUpperCase(Locale.ROOT), "")))
                        .blobs())
                .extracting(Descriptor::isElsewhere)
                .containsExactly(false, true);
    }
}
