package io.spoolway.oci;

import java.util.regex.Pattern;

/** A tag, as the OCI Distribution specification 1.1 defines it for {@code <tag-or-digest>} ("Pulling manifests"). */
public record Tag(String value) {
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /** @throws IllegalArgumentException with a message for the user when {@code value} is no tag */
    public Tag {
        if (!TAG.matcher(value).matches()) {
            String shown = value.length() <= 80 ? value : value.substring(0, 77) + "...";
            throw new IllegalArgumentException(
                    "tag \"%s\" is not valid: up to 128 letters, digits, . _ and -, and neither . nor - at the beginning"
                            .formatted(shown));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
