package io.spoolway.oci;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code sha256:<64 lower-case hex digits>} or {@code sha512:<128>} (OCI image specification, section
 * "Digests").
 */
public record Digest(DigestAlgorithm algorithm, String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /** @throws IllegalArgumentException when {@code hex} has not the length or the digits of the algorithm */
    public Digest {
        if (hex.length() != algorithm.hexLength() || !HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a %s digest has %d lower-case hexadecimal digits, not \"%s\""
                    .formatted(algorithm.prefix(), algorithm.hexLength(), shorten(hex)));
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws IllegalArgumentException with a message for the user when the text is no digest or its algorithm is not
     *     supported
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "a digest is written algorithm:hex, as in sha256:<64 digits>, not \"%s\"".formatted(shorten(text)));
        }
        String prefix = text.substring(0, colon);
        DigestAlgorithm algorithm = DigestAlgorithm.named(prefix)
                .orElseThrow(() -> new IllegalArgumentException(
                        "digest algorithm \"%s\" is not supported; use sha256 or sha512".formatted(shorten(prefix))));
        return new Digest(algorithm, text.substring(colon + 1));
    }

    /** Finishes {@code hash}, which must be of {@code algorithm}, and leaves it empty. */
    public static Digest finish(DigestAlgorithm algorithm, MessageDigest hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    @Override
    public String toString() {
        return algorithm.prefix() + ":" + hex;
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
