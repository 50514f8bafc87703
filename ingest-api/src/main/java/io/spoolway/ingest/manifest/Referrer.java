package io.spoolway.ingest.manifest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a manifest that has a subject, as the referrers API tells it (OCI Distribution specification 1.1, "Listing
 * Referrers").
 *
 * @param size in bytes
 * @param artifactType null when it has none
 * @param annotations those of the manifest; null when it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Referrer(
        String mediaType,
        String digest,
        long size,
        @Nullable String artifactType,
        @Nullable Map<String, String> annotations) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The descriptor of this manifest. */
    static Referrer of(Digest digest, long size, ManifestDocument manifest) {
        return new Referrer(
                manifest.mediaType(),
                digest.toString(),
                size,
                manifest.artifactType().orElse(null),
                manifest.annotations().isEmpty() ? null : manifest.annotations());
    }

    /** Reads what {@link #toJson} wrote. */
    static Referrer parse(byte[] json) {
        try {
            return JSON.readValue(json, Referrer.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
