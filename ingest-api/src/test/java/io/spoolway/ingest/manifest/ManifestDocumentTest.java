package io.spoolway.ingest.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
